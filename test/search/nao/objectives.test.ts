import type { Controller } from '../../../controller/controller';
import type { Objectives } from '../../../src/config/schema/objectives';
import { createNaoSearch, type NaoSearch } from '../../../src/search/nao/nao-search';
import type { SearchSettings } from '../../../src/search/nao/phase';
import type { SearchState } from '../../../src/search/nao/state';
import type { Architecture, Space } from '../../../src/space/space';
import { digitSpace } from '../../support/search/digits';
import {
  collectRows,
  fakeController,
  fakeEvaluator,
  type FakeEvaluatorOptions,
  type Rows,
  settings,
} from '../../support/search/fakes';

const SCORE_ALONE: Objectives = { maxParameters: 0, maxMultiplyAdds: 0, minimize: 'none' };

/** Digits whose parameters are their sum and whose multiply-adds are the sum of their squares. */
function costedSpace(length: number, base: number): Space {
  return {
    ...digitSpace(length, base),
    referenceNetwork: {
      description: 'network of digits',
      computeCost: (digits) => ({ parameters: sum(digits), multiplyAdds: sum(digits.map((d) => d * d)) }),
    },
  };
}

const sum = (digits: readonly number[]): number => digits.reduce((total, digit) => total + digit, 0);

const SPACE = costedSpace(4, 5);
/** Architectures of the first round. */
const POOL = 12;

/**
 * A score whose front is known. Even digits help by their size, odd ones harm, so for each cost the best has as
 * many fours as possible.
 */
const score = (digits: Architecture): number =>
  digits.reduce((total, digit) => total + (digit % 2 === 0 ? digit + digit / 8 : -digit), 0);

function config(
  objectives: Partial<Objectives>,
  search: Partial<SearchSettings['search']> = {},
): SearchSettings {
  return settings({ search: { poolSize: POOL, objectives: { ...SCORE_ALONE, ...objectives }, ...search } });
}

interface Outcome {
  readonly search: NaoSearch;
  readonly rows: Rows;
  /** Saves the weights. */
  save(): void;
}

interface StartOptions extends FakeEvaluatorOptions {
  readonly saved?: SearchState;
}

/** Starts or resumes a search whose predictor is right about `score`. */
function start(
  space: Space,
  settingsOfSearch: SearchSettings,
  options: StartOptions = {},
  rows: Rows = collectRows(),
): Outcome {
  const { saved, disk = new Map<string, string>() } = options;
  const evaluator = fakeEvaluator(space, { score, ...options, disk });
  const controller: Controller = {
    ...fakeController(space, { disk }),
    predict: (all) => all.map(score),
  };
  if (saved !== undefined) evaluator.restore('evaluator');
  if (saved?.controllerTrained) controller.restore('controller');
  const parts = { config: settingsOfSearch, space, rows, log: () => undefined, clock: () => 0 };
  const search = createNaoSearch({ ...parts, evaluator, controller }, saved);
  const save = (): void => {
    evaluator.save('evaluator');
    controller.save('controller');
  };
  return { search, rows, save };
}

function finish(outcome: Outcome): Outcome {
  while (!outcome.search.finished) outcome.search.step();
  return outcome;
}

interface Point {
  readonly text: string;
  readonly cost: number;
  readonly value: number;
}

function toPoints(rows: Rows): Point[] {
  return rows.architectureRows.map(({ architecture, parameters = NaN, score: value = NaN }) => ({
    text: architecture,
    cost: parameters,
    value,
  }));
}

const isBetter = (a: Point, b: Point): boolean =>
  a.cost <= b.cost && a.value >= b.value && (a.cost < b.cost || a.value > b.value);

/** Returns cost and value of the points that no other dominates, by comparing all pairs. */
function bruteForceFront(points: readonly Point[]): string[] {
  const front = points.filter((each) => !points.some((other) => isBetter(other, each)));
  return [...new Set(front.map(({ cost, value }) => `${cost}: ${value}`))].sort();
}

function listAll(space: Space, digits: Architecture = []): Architecture[] {
  if (digits.length === space.length) return [digits];
  return space
    .validTokens(digits.length, digits.at(-1))
    .flatMap((digit) => listAll(space, [...digits, digit]));
}

const TRUE_FRONT = bruteForceFront(
  listAll(SPACE).map((digits) => ({ text: '', cost: sum(digits), value: score(digits) })),
);

interface Proposing {
  readonly search?: Partial<SearchSettings['search']>;
  readonly evaluator?: FakeEvaluatorOptions;
}

describe.each<[string, Proposing]>([
  ['decoded', {}],
  ['decoded, with a rescored pool', { evaluator: { rescores: true, steps: 2 } }],
  ['chosen by an acquisition', { search: { acquisitionSamples: 50 } }],
])('a search within limits whose proposals are %s', (_, proposing) => {
  test.each([
    [8, 200],
    [30, 20],
  ])('scores nothing over %i parameters and %i multiply-adds', (maxParameters, maxMultiplyAdds) => {
    const space = costedSpace(6, 9); // too large to enumerate
    const limited = config({ maxParameters, maxMultiplyAdds }, proposing.search);
    const { rows } = finish(start(space, limited, proposing.evaluator));
    expect(rows.architectureRows.filter(({ round }) => round === 1)).toHaveLength(POOL);
    expect(rows.architectureRows.some(({ origin }) => origin === 'controller')).toBe(true);
    for (const { parameters, multiply_adds: multiplyAdds } of rows.architectureRows) {
      expect(parameters).toBeLessThanOrEqual(maxParameters);
      expect(multiplyAdds).toBeLessThanOrEqual(maxMultiplyAdds);
    }
  });
});

describe('a search with a second objective', () => {
  const searching = config(
    { minimize: 'parameters' },
    { rounds: 12, newPerRound: 4, topK: 6, acquisitionSamples: 50 },
  );

  test('finds the known front of a small space in fewer scores than it has architectures', () => {
    const { rows, search } = finish(start(SPACE, searching));
    expect(rows.architectureRows).toHaveLength(POOL + 11 * 4); // of 325
    expect(bruteForceFront(toPoints(rows))).toEqual(TRUE_FRONT);
    const scoreAlone = { ...searching, search: { ...searching.search, objectives: SCORE_ALONE } };
    expect(bruteForceFront(toPoints(finish(start(SPACE, scoreAlone)).rows))).not.toEqual(TRUE_FRONT);
    const front = search.best()?.front?.members ?? [];
    expect(front.map(({ cost, score: value }) => `${cost}: ${value}`).sort()).toEqual(TRUE_FRONT);
    expect(front.map(({ cost }) => cost)).toEqual(front.map(({ cost }) => cost).sort((a, b) => a - b));
  });

  test('chooses by the confidence bound of a Gaussian process', () => {
    const { search: common, controller, ...others } = searching;
    const search = { ...common, rounds: 3, ucbBeta: 1 };
    const gp: SearchSettings = { ...others, search, controller: { ...controller, predictor: 'gp' } };
    const { architectureRows } = finish(start(costedSpace(3, 4), gp)).rows;
    const proposed = architectureRows.filter(({ origin }) => origin === 'controller');
    expect(proposed).toHaveLength(8);
    for (const { predicted } of proposed) expect(predicted).toEqual(expect.any(Number));
    expect(finish(start(costedSpace(3, 4), gp)).rows.architectureRows).toEqual(architectureRows);
  });

  test('returns the best score on the front, and its cheapest architecture', () => {
    // Of all architectures with a 4 the score is the same.
    const { rows, search } = finish(start(SPACE, searching, { score: (digits) => Math.max(...digits) }));
    const best = Math.max(...rows.architectureRows.map((row) => row.score ?? NaN));
    const cheapest = Math.min(
      ...rows.architectureRows.filter((row) => row.score === best).map(({ parameters }) => parameters ?? NaN),
    );
    const found = search.best();
    expect(found?.score).toBe(best);
    expect(sum(found?.architecture ?? [])).toBe(cheapest);
    expect(found?.id).toBe(found?.front?.members.at(-1)?.id);
    expect(rows.roundRows.at(-1)?.best_id).toBe(found?.id);
  });

  test('ranks front by front, improves the first ones and keeps them in the pool', () => {
    const small = config({ minimize: 'multiply-adds' }, { rounds: 3, newPerRound: 4, topK: 3 });
    const { rows } = finish(start(SPACE, small, { rescores: true, steps: 1 }));
    const byRound = [1, 2, 3].map((round) => rows.architectureRows.filter((row) => row.round === round));
    for (const [i, scored] of byRound.entries()) {
      const points = scored.map(({ id, rank, multiply_adds: cost = NaN, score: value = NaN }) => ({
        ...{ id, rank, text: '' },
        ...{ cost, value },
      }));
      for (const a of points) for (const b of points) if (isBetter(a, b)) expect(a.rank).toBeLessThan(b.rank);
      const next = byRound[i + 1] ?? [];
      const dropped = points.filter(({ id }) => next.length > 0 && !next.some((row) => row.id === id));
      for (const { rank } of dropped) expect(rank).toBeGreaterThan(POOL - 4);
      const ranks = new Map(points.map(({ id, rank }) => [id, rank]));
      const parents = next.flatMap(({ parent_id: parent, id }) =>
        parent === undefined || ranks.has(id) ? [] : [ranks.get(parent) ?? NaN],
      );
      for (const rank of parents) expect(rank).toBeLessThanOrEqual(3);
    }
  });

  test('ranks failed architectures last', () => {
    const failing = (digits: Architecture): number => (digits[0] === 0 ? NaN : score(digits));
    const { rows } = finish(
      start(SPACE, config({ minimize: 'parameters' }, { rounds: 1 }), { score: failing }),
    );
    const failed = rows.architectureRows.filter((row) => row.score === undefined);
    expect(failed.length).toBeGreaterThan(0);
    for (const { rank } of failed) expect(rank).toBeGreaterThan(POOL - failed.length);
  });

  test('has no best and no front if all scores fail', () => {
    const { search } = finish(start(SPACE, config({ minimize: 'parameters' }), { score: () => NaN }));
    expect(search.best()).toBeUndefined();
  });

  test.each([1, 14, 30, 55])('resumed from its state after %i steps logs the same rows', (steps) => {
    const searched = config({ minimize: 'parameters', maxMultiplyAdds: 40 }, { acquisitionSamples: 20 });
    const options = { rescores: true, steps: 3 };
    const whole = finish(start(SPACE, searched, options)).rows;

    const disk = new Map<string, string>();
    const stopped = start(SPACE, searched, { ...options, disk });
    for (let step = 0; step < steps; step++) stopped.search.step();
    stopped.save();
    const saved = JSON.parse(JSON.stringify(stopped.search.state)) as SearchState;
    const resumed = finish(start(SPACE, searched, { ...options, saved, disk }, stopped.rows)).rows;
    expect(resumed.architectureRows).toEqual(whole.architectureRows);
    expect(resumed.roundRows).toEqual(whole.roundRows);
  });
});
