import { formatTraceCsv, parseTrace, recordTrace } from '../../../src/compare/searchers/trace';
import type { Searcher } from '../../../src/search/searchers/searcher';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Architecture } from '../../../src/space/space';
import { fakeEvaluator } from '../../support/search/fakes';

const space = createNasBench201Space();
const CELLS = ['0 0 0 1 0 0', '0 0 0 2 0 0', '0 0 0 3 0 0', '0 0 0 4 0 0'].map((text) => space.parse(text));

/** Creates a searcher that proposes the cells in pairs. */
function createPairSearcher(): Searcher {
  const left = [...CELLS];
  return { ask: () => left.splice(0, 2), tell: () => undefined };
}

/**
 * Creates an evaluator that scores a cell by its only operation. The final metric is 100 plus the operation's
 * number.
 */
function createRecordingEvaluator(scores: readonly number[]) {
  const calls: string[] = [];
  const score = (architecture: Architecture): number => {
    calls.push(`score ${architecture[3]}`);
    return scores[architecture[3] - 1];
  };
  const evaluator = {
    ...fakeEvaluator(space, { score }),
    getFinalMetric: (architecture: Architecture) => {
      calls.push(`report ${architecture[3]}`);
      return { name: 'test', value: 100 + architecture[3] };
    },
  };
  return { evaluator, calls };
}

test('recordTrace tracks the best so far and queries its final metric only after the search', () => {
  const { evaluator, calls } = createRecordingEvaluator([NaN, 5, 4, 6]);
  const trace = recordTrace(createPairSearcher(), evaluator, space, 10);
  expect(trace.map(({ bestScore }) => bestScore)).toEqual([undefined, 5, 5, 6]);
  expect(trace.map(({ bestFinalMetric: bestFinalMetric }) => bestFinalMetric)).toEqual([
    undefined,
    102,
    102,
    104,
  ]);
  expect(trace.map(({ architecture }) => architecture)).toEqual(CELLS.map((cell) => space.format(cell)));
  expect(calls).toEqual(['score 1', 'score 2', 'score 3', 'score 4', 'report 2', 'report 4']);
});

test('recordTrace stays within the budget inside a batch and keeps the first of equal scores', () => {
  const { evaluator, calls } = createRecordingEvaluator([7, 7, 7, 8]);
  const trace = recordTrace(createPairSearcher(), evaluator, space, 3);
  expect(trace.map(({ bestFinalMetric: bestFinalMetric }) => bestFinalMetric)).toEqual([101, 101, 101]);
  expect(calls).toEqual(['score 1', 'score 2', 'score 3', 'report 1']);
});

test('parseTrace reads back what formatTraceCsv wrote, failed scores included', () => {
  const { evaluator } = createRecordingEvaluator([NaN, -Infinity, 0.1 + 0.2, 6]);
  const trace = recordTrace(createPairSearcher(), evaluator, space, 10);
  expect(formatTraceCsv(trace).split('\n')[0]).toBe('query,architecture,score,best_score,best_test');
  expect(parseTrace(formatTraceCsv(trace))).toEqual(trace);
  const silent = { ...evaluator, getFinalMetric: () => undefined };
  const unreported = recordTrace(createPairSearcher(), silent, space, 10);
  expect(unreported.map(({ bestFinalMetric: bestFinalMetric }) => bestFinalMetric)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(parseTrace(formatTraceCsv(unreported))).toEqual(unreported);
});

test('parseTrace returns undefined for a damaged file', () => {
  const { evaluator } = createRecordingEvaluator([5, 4, 6, 3]);
  const text = formatTraceCsv(recordTrace(createPairSearcher(), evaluator, space, 10));
  const zeroed = Buffer.from(text).fill(0, 60, 70).toString();
  const damages = [
    zeroed,
    Buffer.from(text).fill(0, 45, 50).toString(),
    text.slice(0, -5),
    text.replace('5', '"'),
    text.replace(',6,6,', ',6,7,'),
    text.replace(/^3,.*\n/m, ''),
    '',
  ];
  for (const damaged of damages) {
    expect(damaged).not.toBe(text);
    expect(parseTrace(damaged)).toBeUndefined();
  }
});
