import { createRandomStream } from '../../src/random';
import { createSeenArchitectures } from '../../src/search/seen';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { fakeEvaluator } from '../support/search/fakes';

const benchmark = createNasBench201Space();
const SKIP = benchmark.parse('0 0 0 1 0 0');
/** The same network: the edge into node 1 is read by nobody. */
const SKIP_TOO = benchmark.parse('3 0 0 1 0 0');
const POOL = benchmark.parse('0 0 0 4 0 0');

describe('where all is listed', () => {
  const evaluator = fakeEvaluator(benchmark, { all: [SKIP, SKIP_TOO, POOL] });

  test('candidates are what is new, each network once, and are not marked', () => {
    const known = createSeenArchitectures(benchmark, evaluator, []);
    const random = createRandomStream(1, 'candidates');
    expect(known.listCandidates(1, random)).toEqual([SKIP, POOL]);
    expect(known.listCandidates(1, random)).toEqual([SKIP, POOL]);
    expect(known.markSeen(SKIP_TOO)).toBe(true);
    expect(known.listCandidates(1, random)).toEqual([POOL]);
  });

  test('every text is as likely to be drawn, so a network with two twice as likely as one with one', () => {
    const random = createRandomStream(2, 'draws');
    let pools = 0;
    for (let i = 0; i < 3000; i++) {
      const [drawn] = createSeenArchitectures(benchmark, evaluator, []).drawNew(1, random);
      if (benchmark.canonical(drawn) === benchmark.canonical(POOL)) pools += 1;
    }
    // A third: 1000, standard deviation 26.
    expect(Math.abs(pools - 1000)).toBeLessThan(105);
  });

  test('draws never give one network twice, and end when there are no more', () => {
    const known = createSeenArchitectures(benchmark, evaluator, []);
    const drawn = known.drawNew(10, createRandomStream(3, 'draws'));
    expect(drawn).toHaveLength(2);
    expect(known.isExhausted()).toBe(true);
    expect(known.drawNew(1, createRandomStream(4, 'draws'))).toEqual([]);
  });
});

test('where nothing is listed, candidates are of as many random architectures, and can be scored', () => {
  const space = createCnnSpace(4);
  const evaluator = {
    ...fakeEvaluator(space),
    supports: (architecture: readonly number[]) => architecture[1] < 2,
  };
  const known = createSeenArchitectures(space, evaluator, []);
  const candidates = known.listCandidates(200, createRandomStream(1, 'candidates'));
  // Two of five operations: 80, standard deviation 7.
  expect(Math.abs(candidates.length - 80)).toBeLessThan(30);
  expect(candidates.every(([, op]) => op < 2)).toBe(true);
  expect(known.listCandidates(200, createRandomStream(1, 'candidates'))).toEqual(candidates);
  for (const each of candidates) expect(known.markSeen(each)).toBe(true);
  expect(known.listCandidates(200, createRandomStream(1, 'candidates'))).toEqual([]);
});
