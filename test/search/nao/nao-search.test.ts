import type { Example } from '../../../controller/controller';
import { FailedError } from '../../../src/errors';
import { createNaoSearch, type NaoSearch } from '../../../src/search/nao/nao-search';
import type { SearchSettings } from '../../../src/search/nao/phase';
import type { Space } from '../../../src/space/space';
import { countDistinctDigits, digitSpace } from '../../support/search/digits';
import {
  collectRows,
  fakeController,
  type FakeControllerOptions,
  fakeEvaluator,
  type FakeEvaluatorOptions,
  meanDigit,
  type Rows,
  settings,
} from '../../support/search/fakes';

/** A space that is too large to enumerate. */
const LARGE = digitSpace(6, 9);

/** A finished search with its logs. */
interface Outcome {
  readonly search: NaoSearch;
  readonly rows: Rows;
  readonly messages: string[];
  readonly steps: number;
}

function run(
  space: Space,
  config: SearchSettings,
  options: FakeEvaluatorOptions & FakeControllerOptions = {},
): Outcome {
  const rows = collectRows();
  const messages: string[] = [];
  const search = createNaoSearch({
    config,
    space,
    evaluator: fakeEvaluator(space, options),
    controller: fakeController(space, options),
    rows,
    log: (text) => messages.push(text),
    clock: () => 0,
  });
  let steps = 0;
  while (!search.finished) {
    search.step();
    if (++steps > 10_000) throw new Error('the search does not end');
  }
  return { search, rows, messages, steps };
}

function getKeys(space: Space, { rows }: Outcome): string[] {
  return rows.architectureRows.map(({ architecture }) => space.canonical(space.parse(architecture)));
}

describe('a search with stationary scores', () => {
  const outcome = run(LARGE, settings());
  const { rows, search } = outcome;

  test('scores the pool, then the proposals of each round, each architecture once', () => {
    expect(rows.architectureRows.map(({ id }) => id)).toEqual(Array.from({ length: 14 }, (_, id) => id));
    expect(rows.architectureRows.map(({ round }) => round)).toEqual([...Array(8).fill(1), 2, 2, 2, 3, 3, 3]);
    expect(new Set(getKeys(LARGE, outcome)).size).toBe(14);
  });

  test('proposes from the best: parents are of an earlier round, and children score higher', () => {
    const byId = new Map(rows.architectureRows.map((row) => [row.id, row]));
    for (const row of rows.architectureRows.filter(({ origin }) => origin === 'controller')) {
      const parent = byId.get(row.parent_id ?? -1);
      expect(parent?.round).toBeLessThan(row.round);
      expect(parent?.score).toBeLessThan(row.score ?? NaN);
      expect(row.step_size).toBeGreaterThanOrEqual(1);
    }
  });

  test('predicts the scores of its proposals', () => {
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

  test('ranks among all architectures with a score', () => {
    const scores = rows.architectureRows.map(({ score }) => score ?? NaN);
    const last = rows.architectureRows.filter(({ round }) => round === 3);
    for (const { score, rank } of last) {
      const above = scores.filter((other) => other > (score ?? NaN)).length;
      const equal = scores.filter((other) => other === score).length;
      expect(rank).toBeGreaterThan(above);
      expect(rank).toBeLessThanOrEqual(above + equal);
    }
  });

  test('returns the best of all rows', () => {
    const best = Math.max(...rows.architectureRows.map(({ score }) => score ?? NaN));
    expect(search.best()?.score).toBe(best);
    expect(search.state.ended).toBe('rounds');
    expect(rows.roundRows.at(-1)?.best_id).toBe(search.best()?.id);
  });

  test('evaluates the controller on held-out architectures at the interval and at the end', () => {
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

describe('a search with pseudo labels', () => {
  /** Trains the first controller with these settings, and returns the examples of each epoch. */
  function collectExamples(controllerSettings: Partial<SearchSettings['controller']>): {
    readonly examples: (readonly Example[])[];
    readonly search: NaoSearch;
  } {
    const examples: (readonly Example[])[] = [];
    const controller = fakeController(LARGE);
    const search = createNaoSearch({
      config: settings({
        search: { rounds: 2 },
        controller: { augmentSymmetric: false, ...controllerSettings },
      }),
      space: LARGE,
      evaluator: fakeEvaluator(LARGE),
      controller: {
        ...controller,
        trainEpoch(all, seed, epoch) {
          examples.push(all);
          return controller.trainEpoch(all, seed, epoch);
        },
      },
      rows: collectRows(),
      log: () => undefined,
      clock: () => 0,
    });
    while (!search.finished) search.step();
    return { examples, search };
  }

  const { examples, search } = collectExamples({ pseudoLabels: 100 });
  const scored = search.state.candidates.slice(0, 8).map(({ architecture }) => LARGE.toTokens(architecture));

  test('trains on as many unscored architectures as scored ones in the second half of the epochs', () => {
    // 8 architectures, of which 2 are held out.
    expect(examples.map((all) => all.length)).toEqual([6, 6, 6, 12, 12]);
    for (const all of examples.slice(3)) {
      expect(all.slice(0, 6)).toEqual(examples[0]);
      for (const { tokens } of all.slice(6)) expect(scored).not.toContainEqual(tokens);
    }
    expect(examples[3].slice(6)).not.toEqual(examples[4].slice(6));
  });

  test('takes the predictions as targets', () => {
    for (const { tokens, target } of examples.slice(3).flatMap((all) => all.slice(6))) {
      expect(target).toBe(meanDigit(tokens, LARGE.vocabulary));
    }
  });

  test('drops the labels at the end of the epochs', () => {
    expect(search.state.pseudoLabeled).toBeUndefined();
  });
});

describe('a search that rescores the pool each round', () => {
  const outcome = run(LARGE, settings(), { rescores: true, steps: 5 });
  const { rows, search } = outcome;

  test('trains before each round and scores the whole pool, which keeps its size', () => {
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

  test('replaces the worst architectures of the pool', () => {
    const inRound = (round: number) => rows.architectureRows.filter((row) => row.round === round);
    const left = inRound(1).filter(({ id }) => !inRound(2).some((row) => row.id === id));
    expect(left.map(({ rank }) => rank).sort()).toEqual([6, 7, 8]);
    expect(inRound(2).filter(({ predicted }) => predicted !== undefined)).toHaveLength(3);
    expect(inRound(3).filter(({ predicted }) => predicted !== undefined)).toHaveLength(3);
  });

  test('returns the best of the last round although an earlier round had higher scores', () => {
    const falling = run(LARGE, settings(), {
      rescores: true,
      steps: 5,
      score: (architecture, weights) => meanDigit(architecture, 9) - weights,
    });
    const last = falling.rows.architectureRows.filter(({ round }) => round === 3);
    const best = falling.search.best();
    expect(best?.score).toBe(Math.max(...last.map(({ score }) => score ?? NaN)));
    expect(last.find(({ id }) => id === best?.id)?.rank).toBe(1);
    expect(best?.round).toBe(3);
  });

  test('has no best if the last round has no scores although an earlier one had', () => {
    let scored = 0;
    const failing = run(LARGE, settings({ search: { rounds: 2 } }), {
      rescores: true,
      steps: 5,
      score: (architecture) => (++scored > 8 ? NaN : meanDigit(architecture, 9)),
    });
    expect(failing.rows.roundRows.map(({ best_id }) => best_id)).toEqual([expect.any(Number), undefined]);
    // Scores of the first round do not count.
    expect(failing.search.best()).toBeUndefined();
  });

  test('continues after skipped steps, logs their number and excludes them from the mean loss', () => {
    let step = 0;
    const { rows: exploding, messages } = run(LARGE, settings({ search: { rounds: 2 } }), {
      rescores: true,
      steps: 5,
      loss: () => (++step % 5 < 2 ? NaN : 2),
      gradientNorm: () => (step % 5 === 2 ? Infinity : 1),
      skipped: (index) => index === 4 || index < 2,
    });
    const losses = [NaN, 2, 2, 2, NaN];
    expect(exploding.trainingRows.map(({ train_loss }) => train_loss)).toEqual([...losses, ...losses]);
    expect(exploding.roundRows.map(({ train_loss }) => train_loss)).toEqual([2, 2]);
    expect(messages.filter((text) => text.includes('were skipped'))).toEqual([
      expect.stringMatching(/^round 1: 3 of 5 training steps/),
      expect.stringMatching(/^round 2: 3 of 5 training steps/),
    ]);
  });

  test('trains and scores all architectures of earlier rounds, the worst too, with search.keepAll', () => {
    const trainedPools: number[] = [];
    const evaluator = fakeEvaluator(LARGE, { rescores: true, steps: 1 });
    const grown = collectRows();
    const search = createNaoSearch({
      config: settings({ search: { keepAll: true } }),
      space: LARGE,
      evaluator: {
        ...evaluator,
        train(round, step, pool) {
          trainedPools.push(pool.length);
          return evaluator.train(round, step, pool);
        },
      },
      controller: fakeController(LARGE),
      rows: grown,
      log: () => undefined,
      clock: () => 0,
    });
    while (!search.finished) search.step();
    expect(trainedPools).toEqual([8, 11, 14]);
    const scoredIds = [1, 2, 3].map((round) =>
      grown.architectureRows.flatMap((row) => (row.round === round ? [row.id] : [])),
    );
    expect(scoredIds).toEqual([8, 11, 14].map((count) => Array.from({ length: count }, (_, id) => id)));
  });

  test('proposes more architectures than the pool has with search.keepAll', () => {
    const { rows: grown } = run(LARGE, settings({ search: { keepAll: true, newPerRound: 50, rounds: 2 } }), {
      rescores: true,
      steps: 1,
    });
    expect(grown.roundRows.map(({ pool_size }) => pool_size)).toEqual([8, 58]);
  });

  test('keeps the best if newPerRound exceeds the pool size', () => {
    const { rows: crowded } = run(LARGE, settings({ search: { newPerRound: 50 } }), {
      rescores: true,
      steps: 1,
    });
    expect(crowded.roundRows.map(({ new_architectures }) => new_architectures)).toEqual([7, 7, 0]);
    const best = crowded.architectureRows.find(({ round, rank }) => round === 1 && rank === 1)?.id;
    expect(crowded.architectureRows.some(({ round, id }) => round === 2 && id === best)).toBe(true);
    expect(search.finished).toBe(true);
  });

  test.each([
    ['training loss', { loss: (weights: number) => (weights > 3 ? NaN : 1) }, 'the training loss became NaN'],
    [
      'gradient',
      { gradientNorm: (weights: number) => (weights > 3 ? Infinity : 1) },
      "the gradient's norm became Infinity",
    ],
  ])('throws on a non-finite %s and keeps the rows so far', (_, options, message) => {
    const rowsSoFar = collectRows();
    const diverging = createNaoSearch({
      config: settings(),
      space: LARGE,
      evaluator: fakeEvaluator(LARGE, { rescores: true, steps: 5, ...options }),
      controller: fakeController(LARGE),
      rows: rowsSoFar,
      log: () => undefined,
      clock: () => 0,
    });
    const runToEnd = (): void => {
      while (!diverging.finished) diverging.step();
    };
    expect(runToEnd).toThrow(FailedError);
    expect(runToEnd).toThrow(message);
    expect(runToEnd).toThrow(/ in round 1, step \d of 5: start again with a smaller/);
    expect(rowsSoFar.trainingRows.length).toBeGreaterThan(0);
    expect(diverging.state.index).toBe(rowsSoFar.trainingRows.length);
  });
});

describe('a search that minimizes', () => {
  const perplexity = {
    direction: 'minimize' as const,
    score: (a: readonly number[]) => 100 - 50 * meanDigit(a, 9),
  };
  const { rows, search } = run(LARGE, settings({ search: { newPerRound: 6 } }), perplexity);

  test('returns the lowest score as the best', () => {
    expect(search.best()?.score).toBe(Math.min(...rows.architectureRows.map(({ score }) => score ?? NaN)));
  });

  test('a good predictor has a positive correlation, and predictions are in the unit of the score', () => {
    const last = rows.roundRows.at(-1);
    expect(last?.kendall_tau_predicted_measured).toBeGreaterThan(0);
    expect(rows.controllerRows.at(-1)?.pairwise_accuracy).toBe(1);
    for (const { predicted } of rows.architectureRows) {
      if (predicted !== undefined) expect(predicted).toBeLessThan(100);
    }
  });

  test('ranks the lowest first, and the top-ten mean is at most the overall mean', () => {
    const firstRound = rows.architectureRows.filter(({ round }) => round === 1);
    const byRank = [...firstRound].sort((a, b) => a.rank - b.rank).map(({ score }) => score ?? NaN);
    expect(byRank).toEqual([...byRank].sort((a, b) => a - b));
    for (const { best_score, top10_mean_score, mean_score } of rows.roundRows.slice(0, 1)) {
      expect(best_score).toBe(byRank[0]);
      expect(top10_mean_score).toBeLessThanOrEqual(mean_score ?? NaN);
    }
  });

  test('a predictor of the reversed order has a negative correlation', () => {
    // The fake controller predicts the mean digit, and here a high one is worse.
    const reversed = run(LARGE, settings({ search: { newPerRound: 6 } }), {
      direction: 'minimize',
      score: (a) => 100 + 50 * meanDigit(a, 9),
    });
    expect(reversed.rows.roundRows.at(-1)?.kendall_tau_predicted_measured).toBeLessThan(0);
    expect(reversed.rows.controllerRows.at(-1)?.pairwise_accuracy).toBe(0);
    expect(reversed.rows.controllerRows.at(-1)?.kendall_tau).toBeLessThan(0);
  });

  test('drops the highest scores from a pool that is rescored each round', () => {
    const rescored = run(LARGE, settings({ search: { rounds: 2 } }), {
      ...perplexity,
      rescores: true,
      steps: 1,
    });
    const first = rescored.rows.architectureRows.filter(({ round }) => round === 1);
    const second = new Set(
      rescored.rows.architectureRows.filter(({ round }) => round === 2).map(({ id }) => id),
    );
    const left = first.filter(({ id }) => !second.has(id)).map(({ score }) => score ?? NaN);
    const stayed = first.filter(({ id }) => second.has(id)).map(({ score }) => score ?? NaN);
    expect(left).toHaveLength(3);
    expect(Math.min(...left)).toBeGreaterThanOrEqual(Math.max(...stayed));
  });

  test('finds the same architectures as a search that maximizes the negated scores', () => {
    const negated = run(LARGE, settings({ search: { newPerRound: 6 } }), {
      score: (a) => -perplexity.score(a),
    });
    expect(negated.rows.architectureRows.map(({ architecture }) => architecture)).toEqual(
      rows.architectureRows.map(({ architecture }) => architecture),
    );
  });
});

describe('a search with equal scores', () => {
  test('continues, predicts that score and has no correlations', () => {
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

  test.each([false, true])('works with a pool of one (rescored each round: %s)', (rescores) => {
    const { rows } = run(LARGE, settings({ search: { poolSize: 1, newPerRound: 2 } }), {
      rescores,
      steps: rescores ? 2 : 0,
    });
    expect(rows.roundRows).toHaveLength(3);
    expect(rows.roundRows[0]).toMatchObject({ pool_size: 1, new_architectures: rescores ? 1 : 2 });
    expect(rows.controllerRows[0]).toMatchObject({ held_out: 0 });
  });
});

describe('a search with failed scores', () => {
  test('logs the reason, ranks them last and continues', () => {
    const { rows, messages, search } = run(LARGE, settings(), {
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
    expect(messages.some((text) => /round 1: \d of 8 architectures have no score/.test(text))).toBe(true);
    expect(rows.roundRows).toHaveLength(3);
    expect(JSON.parse(JSON.stringify(search.state))).toEqual(search.state);
  });

  test('proposes at random and has no best if all scores fail', () => {
    const { rows, messages, search } = run(LARGE, settings(), { score: () => NaN });
    expect(rows.controllerRows).toEqual([]);
    expect(rows.architectureRows).toHaveLength(14);
    expect(rows.architectureRows.every(({ origin }) => origin === 'random')).toBe(true);
    expect(search.best()).toBeUndefined();
    expect(messages).toContain('round 1: no architecture has a score, so the controller is not trained');
  });
});

describe('a search with acquisition samples', () => {
  const acquisitionSamples = 200;

  test('proposes the highest predictions among decoded, neighboring and random candidates', () => {
    const { rows, search } = run(LARGE, settings({ search: { acquisitionSamples, rounds: 2 } }));
    const proposed = rows.architectureRows.filter(({ round }) => round === 2);
    expect(proposed.map(({ origin }) => origin)).toEqual(Array(3).fill('controller'));
    // The fake predicts the exact order, so the best of 200 random candidates beats the pool.
    const known = search.state.candidates.slice(0, 8).map(({ result }) => result?.value ?? NaN);
    for (const { score } of proposed) expect(score).toBeGreaterThan(Math.max(...known));
    expect(proposed.map(({ predicted }) => predicted)).toEqual(
      proposed.map(({ predicted }) => predicted).sort((a, b) => (b ?? 0) - (a ?? 0)),
    );
  });

  test('proposes neighbors of the best if the decoder finds nothing new', () => {
    const { rows, messages } = run(LARGE, settings({ search: { acquisitionSamples: 1, rounds: 2 } }), {
      improves: false,
    });
    expect(messages.join('\n')).not.toContain('step size'); // no embedding was moved
    const byId = new Map(rows.architectureRows.map((row) => [row.id, row]));
    const children = rows.architectureRows.filter(({ parent_id: parent }) => parent !== undefined);
    expect(children.length).toBeGreaterThan(1);
    for (const { parent_id: id, step_size: step, architecture } of children) {
      expect(step).toBeUndefined();
      const parent = byId.get(id ?? -1)?.architecture.split(' ') ?? [];
      expect(architecture.split(' ').filter((digit, i) => digit !== parent[i])).toHaveLength(1);
    }
  });

  test.each([0, 1])('gives each parent one successor before a second one (ucbBeta %s)', (ucbBeta) => {
    const search = { acquisitionSamples: 1, ucbBeta, rounds: 2, newPerRound: 6 };
    const config = { search, controller: { predictor: 'gp' } } as const;
    const findParents = (topK: number): number[] =>
      run(LARGE, settings({ ...config, search: { ...search, topK } })).rows.architectureRows.flatMap(
        ({ parent_id: parent }) => parent ?? [],
      );
    const [ofMany, ofTwo] = [findParents(8), findParents(2)];
    expect(new Set(ofMany).size).toBe(ofMany.length);
    expect(new Set(ofTwo).size).toBe(2);
    // One of the six may be the random candidate.
    for (const parents of [ofMany, ofTwo]) expect(parents.length).toBeGreaterThanOrEqual(5);
  });

  test('gives a parent a second successor before lower candidates once all have one', () => {
    const search = { acquisitionSamples: 20, rounds: 2, topK: 2, newPerRound: 8 };
    const { rows } = run(LARGE, settings({ search }), { improves: false });
    const proposed = rows.architectureRows.filter(({ round }) => round === 2);
    const parents = proposed.map(({ parent_id: parent }) => parent);
    const served = [...proposed.keys()].find((i) => new Set(parents.slice(0, i + 1)).size >= 2) ?? NaN;
    expect(parents.filter((parent) => parent !== undefined).length).toBeGreaterThan(2);
    const predictions = proposed.slice(served + 1).map(({ predicted }) => predicted ?? NaN);
    expect(predictions).toEqual([...predictions].sort((a, b) => b - a));
  });

  test.each([0, 1])('a Gaussian process learns the score (ucbBeta %s)', (ucbBeta) => {
    const config = settings({
      search: { acquisitionSamples, ucbBeta, rounds: 4 },
      controller: { predictor: 'gp', targets: 'ranks' },
    });
    // The fake controller predicts the reversed order; the process learns the right one.
    const score = (architecture: readonly number[]): number => 1 - meanDigit(architecture, LARGE.vocabulary);
    const outcome = run(LARGE, config, { score });
    const { architectureRows, roundRows } = outcome.rows;
    expect(new Set(getKeys(LARGE, outcome)).size).toBe(architectureRows.length);
    const last = architectureRows.filter(({ round }) => round === 4).map((row) => row.score ?? NaN);
    const first = architectureRows.filter(({ round }) => round === 1).map((row) => row.score ?? NaN);
    // The last proposals are better on average than the best random architecture.
    const meanOfLast = last.reduce((sum, value) => sum + value, 0) / last.length;
    expect(meanOfLast).toBeGreaterThan(Math.max(...first));
    expect(roundRows).toHaveLength(4);
    expect(run(LARGE, config, { score }).rows.architectureRows).toEqual(architectureRows);
  });

  test('evaluates the surrogate of the setting on held-out architectures', () => {
    const config = settings({
      search: { poolSize: 60 },
      controller: { predictor: 'gp', targets: 'ranks', validationFraction: 0.2 },
    });
    const score = (architecture: readonly number[]): number => -meanDigit(architecture, LARGE.vocabulary);
    // The fake controller predicts the reversed order.
    expect(run(LARGE, config, { score }).rows.controllerRows[0].kendall_tau).toBeGreaterThan(0.2);
    const network = settings({ search: { poolSize: 60 }, controller: { validationFraction: 0.2 } });
    expect(run(LARGE, network, { score }).rows.controllerRows[0].kendall_tau).toBeCloseTo(-1, 9);
  });
});

describe('a search that runs out of new architectures', () => {
  test('fills up at random and logs the counts if the step size is 0', () => {
    const { rows, messages } = run(LARGE, settings({ search: { stepSize: 0 } }));
    expect(
      rows.architectureRows.filter(({ round }) => round > 1).every(({ origin }) => origin === 'random'),
    ).toBe(true);
    expect(rows.architectureRows).toHaveLength(14);
    expect(rows.roundRows[0]).toMatchObject({ new_architectures: 3, random_fill: 3 });
    expect(messages).toContain(
      'round 1: 0 of 3 new architectures come from the controller, the other 3 are random',
    );
  });

  test.each([
    [10, 27, [10, 15, 20, 25]],
    [0.1, 0.3, [0.1, 0.15, 0.2, 0.25, 0.3]], // (0.3 - 0.1) / 0.05 is less than 4
  ])(
    'increases the step size by half of the first one, %d, up to search.maxStepSize, %d',
    (stepSize, maxStepSize, expected) => {
      const stepSizes: number[] = [];
      const controller = fakeController(LARGE, { improves: false });
      const search = createNaoSearch({
        config: settings({ search: { rounds: 2, stepSize, maxStepSize } }),
        space: LARGE,
        evaluator: fakeEvaluator(LARGE),
        controller: {
          ...controller,
          improve(tokens, tried) {
            stepSizes.push(tried);
            return controller.improve(tokens, tried);
          },
        },
        rows: collectRows(),
        log: () => undefined,
        clock: () => 0,
      });
      while (!search.finished) search.step();
      expect(stepSizes).toHaveLength(expected.length);
      stepSizes.forEach((tried, i) => expect(tried).toBeCloseTo(expected[i], 12));
    },
  );

  test.each([false, true])(
    'ends after the 12 rows of a table with a budget of 100 (all in the first pool: %s)',
    (atOnce) => {
      const all = Array.from({ length: 12 }, (_, i) => [i % 5, (3 * i) % 9, i % 2, 8 - (i % 7), 0, i % 9]);
      const config = settings({ search: { rounds: 50, poolSize: atOnce ? 98 : 2, newPerRound: 2 } });
      const { rows, messages, search } = run(LARGE, config, { all });
      expect(rows.architectureRows.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, id) => id));
      expect(search.state.ended).toBe('exhausted');
      expect(messages.at(-1)).toMatch(/exhausted, the search ends/);
      expect(messages.some((text) => text.startsWith('only 12 distinct architectures'))).toBe(atOnce);
    },
  );

  test.each([false, true])('exhausts a small space (rescored each round: %s)', (rescores) => {
    const space = digitSpace(2, 4);
    const { rows, search } = run(space, settings({ search: { rounds: 50, poolSize: 4, newPerRound: 3 } }), {
      rescores,
    });
    expect(new Set(rows.architectureRows.map(({ id }) => id)).size).toBe(countDistinctDigits(2, 4));
    expect(search.state.ended).toBe('exhausted');
    expect(search.best()?.architecture).toEqual([3, 3]);
  });

  test('ends in a large space of which only a few architectures can be scored', () => {
    const scored = new Set(['0 0 0 0 0 0', '1 1 1 1 1 1']);
    const evaluator = {
      ...fakeEvaluator(LARGE),
      supports: (architecture: readonly number[]) => scored.has(architecture.join(' ')),
    };
    const messages: string[] = [];
    const search = createNaoSearch({
      config: settings(),
      space: { ...LARGE, sample: () => [0, 0, 0, 0, 0, 0] },
      evaluator,
      controller: fakeController(LARGE),
      rows: collectRows(),
      log: (text) => messages.push(text),
      clock: () => 0,
    });
    while (!search.finished) search.step();
    expect(search.state.candidates).toHaveLength(1);
    expect(messages.at(-1)).toBe('no new architecture was found: the space is exhausted, the search ends');
  });
});

describe('the seed of a search', () => {
  const collectRowsOfSeed = (seed: number) =>
    run(LARGE, settings({ seed }), { rescores: true, steps: 3 }).rows.architectureRows;

  test('determines all rows', () => {
    expect(collectRowsOfSeed(7)).toEqual(collectRowsOfSeed(7));
    expect(collectRowsOfSeed(8)).not.toEqual(collectRowsOfSeed(7));
  });
});
