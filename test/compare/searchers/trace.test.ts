import { formatTraceCsv, parseTrace, recordTrace } from '../../../src/compare/searchers/trace';
import type { Searcher } from '../../../src/search/searchers/searcher';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Architecture } from '../../../src/space/space';
import { fakeEvaluator } from '../../support/search/fakes';

const space = createNasBench201Space();
const CELLS = ['0 0 0 1 0 0', '0 0 0 2 0 0', '0 0 0 3 0 0', '0 0 0 4 0 0'].map((text) => space.parse(text));

/** Proposes the cells two by two. */
function inPairs(): Searcher {
  const left = [...CELLS];
  return { ask: () => left.splice(0, 2), tell: () => undefined };
}

/** Scores by the one operation of a cell; the test accuracy of a cell is 100 more than its score would be. */
function evaluatorOf(scores: readonly number[]) {
  const asked: string[] = [];
  const score = (architecture: Architecture): number => {
    asked.push(`score ${architecture[3]}`);
    return scores[architecture[3] - 1];
  };
  const evaluator = {
    ...fakeEvaluator(space, { score }),
    getFinalMetric: (architecture: Architecture) => {
      asked.push(`report ${architecture[3]}`);
      return { name: 'test', value: 100 + architecture[3] };
    },
  };
  return { evaluator, asked };
}

test('follows the best so far, and asks for what is reported of it only once the search is over', () => {
  const { evaluator, asked } = evaluatorOf([NaN, 5, 4, 6]);
  const trace = recordTrace(inPairs(), evaluator, space, 10);
  expect(trace.map(({ bestScore }) => bestScore)).toEqual([undefined, 5, 5, 6]);
  expect(trace.map(({ bestReported }) => bestReported)).toEqual([undefined, 102, 102, 104]);
  expect(trace.map(({ architecture }) => architecture)).toEqual(CELLS.map((cell) => space.format(cell)));
  expect(asked).toEqual(['score 1', 'score 2', 'score 3', 'score 4', 'report 2', 'report 4']);
});

test('spends no more than the budget, within a batch too; the first of equal scores stays', () => {
  const { evaluator, asked } = evaluatorOf([7, 7, 7, 8]);
  const trace = recordTrace(inPairs(), evaluator, space, 3);
  expect(trace.map(({ bestReported }) => bestReported)).toEqual([101, 101, 101]);
  expect(asked).toEqual(['score 1', 'score 2', 'score 3', 'report 1']);
});

test('comes back from its CSV, failed scores included', () => {
  const { evaluator } = evaluatorOf([NaN, -Infinity, 0.1 + 0.2, 6]);
  const trace = recordTrace(inPairs(), evaluator, space, 10);
  expect(formatTraceCsv(trace).split('\n')[0]).toBe('query,architecture,score,best_score,best_test');
  expect(parseTrace(formatTraceCsv(trace))).toEqual(trace);
  const silent = { ...evaluator, getFinalMetric: () => undefined };
  const unreported = recordTrace(inPairs(), silent, space, 10);
  expect(unreported.map(({ bestReported }) => bestReported)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(parseTrace(formatTraceCsv(unreported))).toEqual(unreported);
});
