import { FailedError } from '../../../src/errors';
import { createNaoSearch, type NaoSearch } from '../../../src/search/nao/nao-search';
import type { SearchSettings } from '../../../src/search/nao/phase';
import type { Space } from '../../../src/space/space';
import { differentDigits, digitSpace } from '../../support/search/digits';
import {
  collectRows,
  fakeController,
  fakeEvaluator,
  type FakeEvaluatorOptions,
  meanDigit,
  type Rows,
  settings,
} from '../../support/search/fakes';

/** 10,000 architectures to tell apart would be listed; these are too many for that. */
const LARGE = digitSpace(6, 9);

interface Outcome {
  readonly search: NaoSearch;
  readonly rows: Rows;
  readonly said: string[];
  readonly steps: number;
}

function run(
  space: Space,
  config: SearchSettings,
  options: FakeEvaluatorOptions & { raises?: boolean } = {},
): Outcome {
  const rows = collectRows();
  const said: string[] = [];
  const search = createNaoSearch({
    config,
    space,
    evaluator: fakeEvaluator(space, options),
    controller: fakeController(space, options),
    rows,
    log: (text) => said.push(text),
    clock: () => 0,
  });
  let steps = 0;
  while (!search.finished) {
    search.step();
    if (++steps > 10_000) throw new Error('the search does not end');
  }
  return { search, rows, said, steps };
}

function forms(space: Space, { rows }: Outcome): string[] {
  return rows.architectureRows.map(({ architecture }) => space.canonical(space.parse(architecture)));
}

describe('a search whose scores stay', () => {
  const outcome = run(LARGE, settings());
  const { rows, search } = outcome;

  it('scores the pool, then what each round proposes, each once', () => {
    expect(rows.architectureRows.map(({ id }) => id)).toEqual(Array.from({ length: 14 }, (_, id) => id));
    expect(rows.architectureRows.map(({ round }) => round)).toEqual([...Array(8).fill(1), 2, 2, 2, 3, 3, 3]);
    expect(new Set(forms(LARGE, outcome)).size).toBe(14);
  });

  it('proposes from the best: parents are among the top of the round before, children are better', () => {
    const byId = new Map(rows.architectureRows.map((row) => [row.id, row]));
    for (const row of rows.architectureRows.filter(({ origin }) => origin === 'controller')) {
      const parent = byId.get(row.parent_id ?? -1);
      expect(parent?.round).toBeLessThan(row.round);
      expect(parent?.score).toBeLessThan(row.score ?? NaN);
      expect(row.step_size).toBeGreaterThanOrEqual(1);
    }
  });

  it('predicts what it proposes, in the unit of the score', () => {
    const last = rows.roundRows.at(-1);
    expect(last?.n_predicted).toBe(3);
    for (const { predicted, round } of rows.architectureRows) expect(predicted !== undefined).toBe(round > 1);
    expect(
      rows.roundRows.map(({ new_architectures, random_fill }) => [new_architectures, random_fill]),
    ).toEqual([
      [3, 0],
      [3, 0],
      [0, 0],
    ]);
  });

  it('ranks among all that have a score', () => {
    const scores = rows.architectureRows.map(({ score }) => score ?? NaN);
    const last = rows.architectureRows.filter(({ round }) => round === 3);
    for (const { score, rank } of last) {
      const above = scores.filter((other) => other > (score ?? NaN)).length;
      const equal = scores.filter((other) => other === score).length;
      expect(rank).toBeGreaterThan(above);
      expect(rank).toBeLessThanOrEqual(above + equal);
    }
  });

  it('ends with the best of all rows', () => {
    const best = Math.max(...rows.architectureRows.map(({ score }) => score ?? NaN));
    expect(search.best()?.score).toBe(best);
    expect(search.state.ended).toBe('rounds');
    expect(rows.roundRows.at(-1)?.best_id).toBe(search.best()?.id);
  });

  it('measures the controller on held-out architectures, at the interval and at the end', () => {
    expect(rows.controllerRows.map(({ round, epoch }) => [round, epoch])).toEqual([
      [1, 2],
      [1, 4],
      [1, 5],
      [2, 2],
      [2, 4],
      [2, 5],
    ]);
    expect(rows.controllerRows[0]).toMatchObject({ held_out: 2, hamming_distance: 0 });
    expect(rows.trainingRows).toEqual([]);
  });
});

describe('a search whose scores drift', () => {
  const outcome = run(LARGE, settings(), { drift: true, steps: 5 });
  const { rows, search } = outcome;

  it('trains before each round and scores the whole pool, which keeps its size', () => {
    expect(rows.trainingRows.map(({ step, round, epoch }) => [step, round, epoch])).toEqual(
      Array.from({ length: 15 }, (_, i) => [i + 1, Math.floor(i / 5) + 1, Math.floor(i / 2) + 1]),
    );
    expect(rows.roundRows.map(({ pool_size, scored }) => [pool_size, scored])).toEqual([
      [8, 8],
      [8, 8],
      [8, 8],
    ]);
    expect(rows.architectureRows).toHaveLength(24);
  });

  it('replaces the worst', () => {
    const inRound = (round: number) => rows.architectureRows.filter((row) => row.round === round);
    const left = inRound(1).filter(({ id }) => !inRound(2).some((row) => row.id === id));
    expect(left.map(({ rank }) => rank).sort()).toEqual([6, 7, 8]);
    expect(inRound(2).filter(({ predicted }) => predicted !== undefined)).toHaveLength(3);
    expect(inRound(3).filter(({ predicted }) => predicted !== undefined)).toHaveLength(3);
  });

  it('takes the best of the last round, though an earlier round had higher scores', () => {
    const falling = run(LARGE, settings(), {
      drift: true,
      steps: 5,
      score: (architecture, trained) => meanDigit(architecture, 9) - trained,
    });
    const last = falling.rows.architectureRows.filter(({ round }) => round === 3);
    const best = falling.search.best();
    expect(best?.score).toBe(Math.max(...last.map(({ score }) => score ?? NaN)));
    expect(last.find(({ id }) => id === best?.id)?.rank).toBe(1);
    expect(best?.round).toBe(3);
  });

  it('has no best where nothing has a score in the last round, though an earlier one had', () => {
    let scored = 0;
    const failing = run(LARGE, settings({ search: { rounds: 2 } }), {
      drift: true,
      steps: 5,
      score: (architecture) => (++scored > 8 ? NaN : meanDigit(architecture, 9)),
    });
    expect(failing.rows.roundRows.map(({ best_id }) => best_id)).toEqual([expect.any(Number), undefined]);
    // Of those that left the pool, whose score is of the round before.
    expect(failing.search.best()).toBeUndefined();
  });

  it('goes on from steps that changed no weight, tells them, and leaves them out of the mean loss', () => {
    let step = 0;
    const { rows: exploding, said } = run(LARGE, settings({ search: { rounds: 2 } }), {
      drift: true,
      steps: 5,
      loss: () => (++step % 5 < 2 ? NaN : 2),
      gradientNorm: () => (step % 5 === 2 ? Infinity : 1),
      skipped: (index) => index === 4 || index < 2,
    });
    expect(exploding.trainingRows.map(({ train_loss }) => train_loss)).toEqual([NaN, 2, 2, 2, NaN, NaN, 2, 2, 2, NaN]); // prettier-ignore
    expect(exploding.roundRows.map(({ train_loss }) => train_loss)).toEqual([2, 2]);
    expect(said.filter((text) => text.includes('changed no weight'))).toEqual([
      expect.stringMatching(/^round 1: 3 of 5 training steps changed no weight/),
      expect.stringMatching(/^round 2: 3 of 5 training steps changed no weight/),
    ]);
  });

  it('keeps the best where more are asked for than the pool has room for', () => {
    const { rows: crowded } = run(LARGE, settings({ search: { newPerRound: 50 } }), {
      drift: true,
      steps: 1,
    });
    expect(crowded.roundRows.map(({ new_architectures }) => new_architectures)).toEqual([7, 7, 0]);
    const best = crowded.architectureRows.find(({ round, rank }) => round === 1 && rank === 1)?.id;
    expect(crowded.architectureRows.some(({ round, id }) => round === 2 && id === best)).toBe(true);
    expect(search.finished).toBe(true);
  });

  it.each([
    ['training loss', { loss: (trained: number) => (trained > 3 ? NaN : 1) }, 'the training loss became NaN'],
    [
      'gradient',
      { gradientNorm: (trained: number) => (trained > 3 ? Infinity : 1) },
      "the gradient's norm became Infinity",
    ],
  ])('stops at a %s that is not finite, with the rows so far', (_, options, message) => {
    const rowsSoFar = collectRows();
    const nan = createNaoSearch({
      config: settings(),
      space: LARGE,
      evaluator: fakeEvaluator(LARGE, { drift: true, steps: 5, ...options }),
      controller: fakeController(LARGE),
      rows: rowsSoFar,
      log: () => undefined,
      clock: () => 0,
    });
    const wind = (): void => {
      while (!nan.finished) nan.step();
    };
    expect(wind).toThrow(FailedError);
    expect(wind).toThrow(message);
    expect(wind).toThrow(/ in round 1, step \d of 5: start again with a smaller/);
    expect(rowsSoFar.trainingRows.length).toBeGreaterThan(0);
    expect(nan.state.index).toBe(rowsSoFar.trainingRows.length);
  });
});

describe('where lower is better', () => {
  const perplexity = {
    direction: 'minimize' as const,
    score: (a: readonly number[]) => 100 - 50 * meanDigit(a, 9),
  };
  const { rows, search } = run(LARGE, settings({ search: { newPerRound: 6 } }), perplexity);

  it('the best is the lowest', () => {
    expect(search.best()?.score).toBe(Math.min(...rows.architectureRows.map(({ score }) => score ?? NaN)));
  });

  it('a good predictor has a positive correlation, and predictions are in the unit of the score', () => {
    const last = rows.roundRows.at(-1);
    expect(last?.kendall_tau_predicted_measured).toBeGreaterThan(0);
    expect(rows.controllerRows.at(-1)?.pairwise_accuracy).toBe(1);
    for (const { predicted } of rows.architectureRows) {
      if (predicted !== undefined) expect(predicted).toBeLessThan(100);
    }
  });

  it('ranks the lowest first, and the means of the top ten lie below those of all', () => {
    const ofRound = rows.architectureRows.filter(({ round }) => round === 1);
    const byRank = [...ofRound].sort((a, b) => a.rank - b.rank).map(({ score }) => score ?? NaN);
    expect(byRank).toEqual([...byRank].sort((a, b) => a - b));
    for (const { best_score, top10_mean_score, mean_score } of rows.roundRows.slice(0, 1)) {
      expect(best_score).toBe(byRank[0]);
      expect(top10_mean_score).toBeLessThanOrEqual(mean_score ?? NaN);
    }
  });

  it('a predictor that takes bad for good has a negative correlation', () => {
    // The fake controller predicts the mean digit; here a high one is bad.
    const wrong = run(LARGE, settings({ search: { newPerRound: 6 } }), {
      direction: 'minimize',
      score: (a) => 100 + 50 * meanDigit(a, 9),
    });
    expect(wrong.rows.roundRows.at(-1)?.kendall_tau_predicted_measured).toBeLessThan(0);
    expect(wrong.rows.controllerRows.at(-1)?.pairwise_accuracy).toBe(0);
    expect(wrong.rows.controllerRows.at(-1)?.kendall_tau).toBeLessThan(0);
  });

  it('the highest leave a pool whose scores drift', () => {
    const drifting = run(LARGE, settings({ search: { rounds: 2 } }), {
      ...perplexity,
      drift: true,
      steps: 1,
    });
    const first = drifting.rows.architectureRows.filter(({ round }) => round === 1);
    const second = new Set(
      drifting.rows.architectureRows.filter(({ round }) => round === 2).map(({ id }) => id),
    );
    const left = first.filter(({ id }) => !second.has(id)).map(({ score }) => score ?? NaN);
    const stayed = first.filter(({ id }) => second.has(id)).map(({ score }) => score ?? NaN);
    expect(left).toHaveLength(3);
    expect(Math.min(...left)).toBeGreaterThanOrEqual(Math.max(...stayed));
  });

  it('finds the same architectures as where the same scores are negated', () => {
    const negated = run(LARGE, settings({ search: { newPerRound: 6 } }), {
      score: (a) => -perplexity.score(a),
    });
    expect(negated.rows.architectureRows.map(({ architecture }) => architecture)).toEqual(
      rows.architectureRows.map(({ architecture }) => architecture),
    );
  });
});

describe('equal scores', () => {
  it('the search proposes on, predicts that score and has no correlations', () => {
    const { rows, search } = run(LARGE, settings(), { score: () => 90 });
    expect(rows.architectureRows).toHaveLength(14);
    for (const { predicted } of rows.architectureRows) expect([undefined, 90]).toContain(predicted);
    for (const row of rows.roundRows) {
      expect(row.kendall_tau_predicted_measured).toBeUndefined();
      expect(row.spearman_predicted_measured).toBeUndefined();
    }
    for (const row of rows.controllerRows)
      expect([row.pairwise_accuracy, row.kendall_tau]).toEqual([undefined, undefined]);
    expect(search.best()).toMatchObject({ id: 0, score: 90 });
  });

  it.each([false, true])('a pool of one (scores drift: %s)', (drift) => {
    const { rows } = run(LARGE, settings({ search: { poolSize: 1, newPerRound: 2 } }), {
      drift,
      steps: drift ? 2 : 0,
    });
    expect(rows.roundRows).toHaveLength(3);
    expect(rows.roundRows[0]).toMatchObject({ pool_size: 1, new_architectures: drift ? 1 : 2 });
    expect(rows.controllerRows[0]).toMatchObject({ held_out: 0 });
  });
});

describe('failed scores', () => {
  it('are recorded with a reason, ranked last, and the search goes on', () => {
    const { rows, said, search } = run(LARGE, settings(), {
      score: (a) => (a.includes(4) ? NaN : a.includes(7) ? Infinity : meanDigit(a, 9)),
    });
    const failed = rows.architectureRows.filter(({ failure }) => failure !== undefined);
    const first = rows.architectureRows.filter(({ round }) => round === 1);
    const firstFailed = failed.filter(({ round }) => round === 1);
    expect(firstFailed.length).toBeGreaterThan(0);
    expect(firstFailed.length).toBeLessThan(first.length);
    for (const { score, failure } of failed) {
      expect(score).toBeUndefined();
      expect(failure).toMatch(/^fake_score is (NaN|Infinity)$/);
    }
    expect(Math.min(...firstFailed.map(({ rank }) => rank))).toBe(first.length - firstFailed.length + 1);
    expect(search.best()?.score).toBeLessThan(1.1);
    expect(said.some((text) => /round 1: \d of 8 architectures have no score/.test(text))).toBe(true);
    expect(rows.roundRows).toHaveLength(3);
    expect(JSON.parse(JSON.stringify(search.state))).toEqual(search.state);
  });

  it('of everything leave random proposals and no best', () => {
    const { rows, said, search } = run(LARGE, settings(), { score: () => NaN });
    expect(rows.controllerRows).toEqual([]);
    expect(rows.architectureRows).toHaveLength(14);
    expect(rows.architectureRows.every(({ origin }) => origin === 'random')).toBe(true);
    expect(search.best()).toBeUndefined();
    expect(said).toContain(
      'round 1: no architecture has a score, so the controller has nothing to learn from',
    );
  });
});

describe('a predictor that chooses', () => {
  const acquisitionSamples = 200;

  it('takes those of which it expects most, of what is decoded, near and random', () => {
    const { rows, search } = run(LARGE, settings({ search: { acquisitionSamples, rounds: 2 } }));
    const proposed = rows.architectureRows.filter(({ round }) => round === 2);
    expect(proposed.map(({ origin }) => origin)).toEqual(Array(3).fill('controller'));
    // The fake predicts the mean digit: the best of 200 random ones is better than anything that was known.
    const known = search.state.candidates.slice(0, 8).map(({ result }) => result?.value ?? NaN);
    for (const { score } of proposed) expect(score).toBeGreaterThan(Math.max(...known));
    expect(proposed.map(({ predicted }) => predicted)).toEqual(
      proposed.map(({ predicted }) => predicted).sort((a, b) => (b ?? 0) - (a ?? 0)),
    );
  });

  it('finds the neighbors of the best where nothing is decoded and few are random', () => {
    const { rows } = run(LARGE, settings({ search: { acquisitionSamples: 1, rounds: 2 } }), {
      raises: false,
    });
    const byId = new Map(rows.architectureRows.map((row) => [row.id, row]));
    const children = rows.architectureRows.filter(({ parent_id: parent }) => parent !== undefined);
    expect(children.length).toBeGreaterThan(1);
    for (const { parent_id: id, step_size: step, architecture } of children) {
      expect(step).toBeUndefined();
      const parent = byId.get(id ?? -1)?.architecture.split(' ') ?? [];
      expect(architecture.split(' ').filter((digit, i) => digit !== parent[i])).toHaveLength(1);
    }
  });

  it.each([0, 1])('a process learns from what has a score (exploration %s)', (ucbBeta) => {
    const config = settings({
      search: { acquisitionSamples, ucbBeta, rounds: 4 },
      controller: { predictor: 'gp', targets: 'ranks' },
    });
    // The controller does not know what is good, the process finds it out.
    const score = (architecture: readonly number[]): number => 1 - meanDigit(architecture, LARGE.vocabulary);
    const outcome = run(LARGE, config, { score });
    const { architectureRows, roundRows } = outcome.rows;
    expect(new Set(forms(LARGE, outcome)).size).toBe(architectureRows.length);
    const last = architectureRows.filter(({ round }) => round === 4).map((row) => row.score ?? NaN);
    const first = architectureRows.filter(({ round }) => round === 1).map((row) => row.score ?? NaN);
    expect(Math.min(...last)).toBeGreaterThan(Math.max(...first));
    expect(roundRows).toHaveLength(4);
    expect(run(LARGE, config, { score }).rows.architectureRows).toEqual(architectureRows);
  });

  it('measures on held-out architectures the predictor that chooses', () => {
    const config = settings({
      search: { poolSize: 60 },
      controller: { predictor: 'gp', targets: 'ranks', validationFraction: 0.2 },
    });
    const score = (architecture: readonly number[]): number => -meanDigit(architecture, LARGE.vocabulary);
    // The network takes bad for good.
    expect(run(LARGE, config, { score }).rows.controllerRows[0].kendall_tau).toBeGreaterThan(0.2);
    const network = settings({ search: { poolSize: 60 }, controller: { validationFraction: 0.2 } });
    expect(run(LARGE, network, { score }).rows.controllerRows[0].kendall_tau).toBeCloseTo(-1, 9);
  });
});

describe('nothing new', () => {
  it('a step size of 0 says how many are new and fills up at random', () => {
    const { rows, said } = run(LARGE, settings({ search: { stepSize: 0 } }));
    expect(
      rows.architectureRows.filter(({ round }) => round > 1).every(({ origin }) => origin === 'random'),
    ).toBe(true);
    expect(rows.architectureRows).toHaveLength(14);
    expect(rows.roundRows[0]).toMatchObject({ new_architectures: 3, random_fill: 3 });
    expect(said).toContain(
      'round 1: 0 of 3 new architectures come from the controller, the other 3 are random',
    );
  });

  it('the step grows by half of the first one up to the largest', () => {
    const asked: number[] = [];
    const controller = fakeController(LARGE, { raises: false });
    const search = createNaoSearch({
      config: settings({ search: { rounds: 2, stepSize: 10, maxStepSize: 27 } }),
      space: LARGE,
      evaluator: fakeEvaluator(LARGE),
      controller: {
        ...controller,
        improve(tokens, stepSize) {
          asked.push(stepSize);
          return controller.improve(tokens, stepSize);
        },
      },
      rows: collectRows(),
      log: () => undefined,
      clock: () => 0,
    });
    while (!search.finished) search.step();
    expect(asked).toEqual([10, 15, 20, 25]);
  });

  it.each([false, true])('a table of 12 with a budget of 100 ends after 12 (found at once: %s)', (atOnce) => {
    const all = Array.from({ length: 12 }, (_, i) => [i % 5, (3 * i) % 9, i % 2, 8 - (i % 7), 0, i % 9]);
    const config = settings({ search: { rounds: 50, poolSize: atOnce ? 98 : 2, newPerRound: 2 } });
    const { rows, said, search } = run(LARGE, config, { all });
    expect(rows.architectureRows.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, id) => id));
    expect(search.state.ended).toBe('exhausted');
    expect(said.at(-1)).toMatch(/exhausted, the search ends/);
    expect(said.some((text) => text.startsWith('there are only 12 different architectures'))).toBe(atOnce);
  });

  it.each([false, true])('a small space is searched to its end (scores drift: %s)', (drift) => {
    const space = digitSpace(2, 4);
    const { rows, search } = run(space, settings({ search: { rounds: 50, poolSize: 4, newPerRound: 3 } }), {
      drift,
    });
    expect(new Set(rows.architectureRows.map(({ id }) => id)).size).toBe(differentDigits(2, 4));
    expect(search.state.ended).toBe('exhausted');
    expect(search.best()?.architecture).toEqual([3, 3]);
  });

  it('a space too large to list, of which only few can be scored, ends as well', () => {
    const scored = new Set(['0 0 0 0 0 0', '1 1 1 1 1 1']);
    const evaluator = {
      ...fakeEvaluator(LARGE),
      supports: (architecture: readonly number[]) => scored.has(architecture.join(' ')),
    };
    const said: string[] = [];
    const search = createNaoSearch({
      config: settings(),
      space: { ...LARGE, sample: () => [0, 0, 0, 0, 0, 0] },
      evaluator,
      controller: fakeController(LARGE),
      rows: collectRows(),
      log: (text) => said.push(text),
      clock: () => 0,
    });
    while (!search.finished) search.step();
    expect(search.state.candidates).toHaveLength(1);
    expect(said.at(-1)).toBe('no new architecture was found: the space is exhausted, the search ends');
  });
});

describe('the seed', () => {
  const rowsOf = (seed: number) =>
    run(LARGE, settings({ seed }), { drift: true, steps: 3 }).rows.architectureRows;

  it('decides everything', () => {
    expect(rowsOf(7)).toEqual(rowsOf(7));
    expect(rowsOf(8)).not.toEqual(rowsOf(7));
  });
});
