import { createRandomStream } from '../../src/random';
import { SeenArchitectures } from '../../src/search/seen';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { fakeEvaluator } from '../support/search/fakes';

const benchmark = createNasBench201Space();
const SKIP = benchmark.parse('0 0 0 1 0 0');
/** Isomorphic to SKIP: it differs in the edge into node 1, whose output is unused. */
const ISOMORPHIC_SKIP = benchmark.parse('3 0 0 1 0 0');
const POOL = benchmark.parse('0 0 0 4 0 0');

describe('SeenArchitectures in an enumerable space', () => {
  const evaluator = fakeEvaluator(benchmark, { all: [SKIP, ISOMORPHIC_SKIP, POOL] });

  test('listCandidates returns one unseen architecture per canonical key without marking it', () => {
    const seen = new SeenArchitectures(benchmark, evaluator);
    const random = createRandomStream(1, 'candidates');
    expect(seen.listCandidates(1, random)).toEqual([SKIP, POOL]);
    expect(seen.listCandidates(1, random)).toEqual([SKIP, POOL]);
    expect(seen.markSeen(ISOMORPHIC_SKIP)).toBe(true);
    expect(seen.listCandidates(1, random)).toEqual([POOL]);
  });

  test('drawNew samples uniformly over encodings', () => {
    const random = createRandomStream(2, 'draws');
    let pools = 0;
    for (let i = 0; i < 3000; i++) {
      const [drawn] = new SeenArchitectures(benchmark, evaluator).drawNew(1, random);
      if (benchmark.canonical(drawn) === benchmark.canonical(POOL)) pools += 1;
    }
    // One of three encodings: 1000 expected, with a standard deviation of 26.
    const fourSigma = 105;
    expect(Math.abs(pools - 1000)).toBeLessThan(fourSigma);
  });

  test('drawNew never repeats an architecture and stops when the space is exhausted', () => {
    const seen = new SeenArchitectures(benchmark, evaluator);
    const drawn = seen.drawNew(10, createRandomStream(3, 'draws'));
    expect(drawn).toHaveLength(2);
    expect(seen.isExhausted()).toBe(true);
    expect(seen.drawNew(1, createRandomStream(4, 'draws'))).toEqual([]);
  });
});

test('listCandidates samples a space that is too large to enumerate, and keeps what can be scored', () => {
  const space = createCnnSpace(4);
  const evaluator = {
    ...fakeEvaluator(space),
    supports: (architecture: readonly number[]) => architecture[1] < 2,
  };
  const seen = new SeenArchitectures(space, evaluator);
  const candidates = seen.listCandidates(200, createRandomStream(1, 'candidates'));
  // Two of five operations: 80 expected, with a standard deviation of 7.
  const fourSigma = 30;
  expect(Math.abs(candidates.length - 80)).toBeLessThan(fourSigma);
  expect(candidates.every(([, op]) => op < 2)).toBe(true);
  expect(seen.listCandidates(200, createRandomStream(1, 'candidates'))).toEqual(candidates);
  for (const each of candidates) expect(seen.markSeen(each)).toBe(true);
  expect(seen.listCandidates(200, createRandomStream(1, 'candidates'))).toEqual([]);
});
