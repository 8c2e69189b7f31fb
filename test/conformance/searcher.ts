import type { Evaluator } from '../../src/evaluators/evaluator';
import { createRandomStream } from '../../src/random';
import { type Query, runWithBudget } from '../../src/search/searchers/run-with-budget';
import { createSearchContext, type SearchContext, type Searcher } from '../../src/search/searchers/searcher';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import type { Architecture, Space } from '../../src/space/space';
import { fakeEvaluator } from '../support/search/fakes';

/** Creates a searcher. Only adapters of a whole search read `scorable` and `seed`. */
export type Start = (
  context: SearchContext & { readonly scorable: Evaluator; readonly seed: number },
) => Searcher;

const benchmark = createNasBench201Space();

/** Scores convolutions highest. The score is smooth: neighbors have similar scores. */
function score(architecture: Architecture): number {
  return architecture.reduce((sum, op, edge) => sum + [0, 1, 3, 5, 2][op % 5] * (edge + 3), 0);
}

/** Tests the contract of a searcher. Each searcher's test file calls it. */
export function testSearcher(title: string, start: Start): void {
  function run(space: Space, evaluator: Evaluator, budget: number, seed: number): Query[] {
    const context = createSearchContext(space, evaluator, seed);
    return runWithBudget(start({ ...context, scorable: evaluator, seed }), evaluator, budget);
  }

  const getKeys = (space: Space, queries: readonly Query[]): Set<string> =>
    new Set(queries.map(({ architecture }) => space.canonical(architecture)));

  describe(`${title} meets the contract of a searcher`, () => {
    const evaluator = fakeEvaluator(benchmark, { score });

    test('it spends the whole budget on distinct architectures', () => {
      const queries = run(benchmark, evaluator, 60, 1);
      expect(queries).toHaveLength(60);
      expect(getKeys(benchmark, queries).size).toBe(60);
      for (const { architecture } of queries) {
        expect(benchmark.parse(benchmark.format(architecture))).toEqual(architecture);
      }
    });

    test('it is reproducible, and a smaller budget gives a prefix of the search', () => {
      const queries = run(benchmark, evaluator, 40, 1);
      expect(run(benchmark, evaluator, 40, 1)).toEqual(queries);
      expect(run(benchmark, evaluator, 25, 1)).toEqual(queries.slice(0, 25));
      expect(run(benchmark, evaluator, 40, 2)).not.toEqual(queries);
    });

    test('it exhausts a table of 12 architectures after 12 queries', () => {
      const random = createRandomStream(3, 'rows');
      const rows = new Map<string, Architecture>();
      while (rows.size < 12) {
        const architecture = benchmark.sample(random);
        rows.set(benchmark.canonical(architecture), architecture);
      }
      const all = [...rows.values()];
      const queries = run(benchmark, fakeEvaluator(benchmark, { score, all: [...all, ...all] }), 100, 1);
      expect(queries).toHaveLength(12);
      expect(getKeys(benchmark, queries)).toEqual(new Set(rows.keys()));
    });

    test('it minimizes if lower scores are better', () => {
      const lower = fakeEvaluator(benchmark, {
        score: (architecture) => -score(architecture),
        direction: 'minimize',
      });
      const queries = run(benchmark, lower, 40, 1);
      const mirrored = run(benchmark, evaluator, 40, 1);
      expect(queries.map(({ architecture }) => architecture)).toEqual(
        mirrored.map(({ architecture }) => architecture),
      );
      expect(queries.map(({ bestIndex: best }) => best)).toEqual(mirrored.map(({ bestIndex: best }) => best));
    });

    test('it continues after failed scores, even if all fail', () => {
      const some = fakeEvaluator(benchmark, { score: (cell) => (cell[0] % 2 === 0 ? NaN : score(cell)) });
      const queries = run(benchmark, some, 40, 1);
      expect(queries).toHaveLength(40);
      const last = queries[39].bestIndex;
      expect(Number.isFinite(queries[last ?? 0].score)).toBe(true);
      const none = run(benchmark, fakeEvaluator(benchmark, { score: () => NaN }), 30, 1);
      expect(none.map(({ bestIndex: best }) => best)).toEqual(Array(30).fill(undefined));
    });

    test('it continues after equal scores', () => {
      const queries = run(benchmark, fakeEvaluator(benchmark, { score: () => 90 }), 40, 1);
      expect(queries).toHaveLength(40);
      expect(queries[39].bestIndex).toBe(0);
    });

    test('it searches spaces that are too large to enumerate', () => {
      const space = createCnnSpace(3);
      const queries = run(space, fakeEvaluator(space), 40, 1);
      expect(getKeys(space, queries).size).toBe(40);
    });
  });
}

/** Returns the mean best score of a searcher over seeds. */
export function meanBest(start: Start, budget: number, seeds: number): number {
  const evaluator = fakeEvaluator(benchmark, { score });
  let sum = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const context = createSearchContext(benchmark, evaluator, seed);
    const queries = runWithBudget(start({ ...context, scorable: evaluator, seed }), evaluator, budget);
    sum += queries[queries[budget - 1].bestIndex ?? 0].score;
  }
  return sum / seeds;
}
