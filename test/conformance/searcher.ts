import type { Evaluator } from '../../src/evaluators/evaluator';
import { createRandomStream } from '../../src/random';
import { type Query, runWithBudget } from '../../src/search/searchers/run-with-budget';
import { createSearchContext, type SearchContext, type Searcher } from '../../src/search/searchers/searcher';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import type { Architecture, Space } from '../../src/space/space';
import { fakeEvaluator } from '../support/search/fakes';

/** Starts a searcher with what it may know. @param known what can be scored */
export type Start = (task: SearchContext & { readonly known: Evaluator; readonly seed: number }) => Searcher;

const benchmark = createNasBench201Space();

/** Higher for more convolutions: a score that neighbors share in. */
function score(architecture: Architecture): number {
  return architecture.reduce((sum, op, edge) => sum + [0, 1, 3, 5, 2][op % 5] * (edge + 3), 0);
}

/** What every searcher promises. Called by the test file of each. */
export function testSearcher(title: string, start: Start): void {
  function run(space: Space, evaluator: Evaluator, budget: number, seed: number): Query[] {
    const task = createSearchContext(space, evaluator, seed);
    return runWithBudget(start({ ...task, known: evaluator, seed }), evaluator, budget);
  }

  const forms = (space: Space, taken: readonly Query[]): Set<string> =>
    new Set(taken.map(({ architecture }) => space.canonical(architecture)));

  describe(`${title} keeps the contract of a searcher`, () => {
    const evaluator = fakeEvaluator(benchmark, { score });

    test('it takes as many look-ups as it may, each of another network', () => {
      const taken = run(benchmark, evaluator, 60, 1);
      expect(taken).toHaveLength(60);
      expect(forms(benchmark, taken).size).toBe(60);
      for (const { architecture } of taken) {
        expect(benchmark.parse(benchmark.format(architecture))).toEqual(architecture);
      }
    });

    test('the same seed gives the same search, a smaller budget the beginning of it', () => {
      const taken = run(benchmark, evaluator, 40, 1);
      expect(run(benchmark, evaluator, 40, 1)).toEqual(taken);
      expect(run(benchmark, evaluator, 25, 1)).toEqual(taken.slice(0, 25));
      expect(run(benchmark, evaluator, 40, 2)).not.toEqual(taken);
    });

    test('a table of 12 networks is exhausted after 12 look-ups', () => {
      const random = createRandomStream(3, 'rows');
      const rows = new Map<string, Architecture>();
      while (rows.size < 12) {
        const architecture = benchmark.sample(random);
        rows.set(benchmark.canonical(architecture), architecture);
      }
      const all = [...rows.values()];
      const taken = run(benchmark, fakeEvaluator(benchmark, { score, all: [...all, ...all] }), 100, 1);
      expect(taken).toHaveLength(12);
      expect(forms(benchmark, taken)).toEqual(new Set(rows.keys()));
    });

    test('a lower score may be the better one', () => {
      const lower = fakeEvaluator(benchmark, {
        score: (architecture) => -score(architecture),
        direction: 'minimize',
      });
      const taken = run(benchmark, lower, 40, 1);
      const mirrored = run(benchmark, evaluator, 40, 1);
      expect(taken.map(({ architecture }) => architecture)).toEqual(
        mirrored.map(({ architecture }) => architecture),
      );
      expect(taken.map(({ bestIndex: best }) => best)).toEqual(mirrored.map(({ bestIndex: best }) => best));
    });

    test('scores that fail, even all of them, do not stop it', () => {
      const some = fakeEvaluator(benchmark, { score: (cell) => (cell[0] % 2 === 0 ? NaN : score(cell)) });
      const taken = run(benchmark, some, 40, 1);
      expect(taken).toHaveLength(40);
      const last = taken[39].bestIndex;
      expect(Number.isFinite(taken[last ?? 0].score)).toBe(true);
      const none = run(benchmark, fakeEvaluator(benchmark, { score: () => NaN }), 30, 1);
      expect(none.map(({ bestIndex: best }) => best)).toEqual(Array(30).fill(undefined));
    });

    test('equal scores do not stop it', () => {
      const taken = run(benchmark, fakeEvaluator(benchmark, { score: () => 90 }), 40, 1);
      expect(taken).toHaveLength(40);
      expect(taken[39].bestIndex).toBe(0);
    });

    test('it searches spaces that cannot be listed', () => {
      const space = createCnnSpace(3);
      const taken = run(space, fakeEvaluator(space), 40, 1);
      expect(forms(space, taken).size).toBe(40);
    });
  });
}

/** Mean of the best score of a search over seeds, for comparing a searcher with another. */
export function meanBest(start: Start, budget: number, seeds: number): number {
  const evaluator = fakeEvaluator(benchmark, { score });
  let sum = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const task = createSearchContext(benchmark, evaluator, seed);
    const taken = runWithBudget(start({ ...task, known: evaluator, seed }), evaluator, budget);
    sum += taken[taken[budget - 1].bestIndex ?? 0].score;
  }
  return sum / seeds;
}
