import path from 'node:path';
import type { EvaluationPlan, Evaluator, Score } from '../../src/evaluators/evaluator';
import type { Architecture, Space } from '../../src/space/space';
import { temporaryFolder } from '../support/temp-folder';

/** An implementation of the contract, and the cases that only it can provide. */
export interface EvaluatorCase {
  readonly space: Space;
  /** Creates an evaluator; each call with the same settings and seed. */
  open(): Evaluator;
  /** At least three architectures that it supports. */
  readonly pool: readonly Architecture[];
  /** The plan known before it is opened, if there is one. */
  plan?(): EvaluationPlan;
  /** Creates an evaluator that cannot score the first architecture of the pool, once it is trained. */
  openFailing(): Evaluator;
  /** An architecture that it does not support, if there are any. */
  readonly unsupported?: Architecture;
}

/** Promises of every evaluator. Called by the test file of each. */
export function testEvaluator(title: string, evaluatorCase: EvaluatorCase): void {
  const { space, pool, open, plan, openFailing, unsupported } = evaluatorCase;
  const folder = temporaryFolder();

  async function using<T>(use: (evaluator: Evaluator) => T | Promise<T>, create = open): Promise<T> {
    const evaluator = create();
    try {
      return await use(evaluator);
    } finally {
      evaluator.dispose();
    }
  }

  describe(`${title} keeps the contract of an evaluator`, () => {
    test('its metric, unit and digest are the same for the same settings', async () => {
      const getFacts = ({ metric, unit, dataDigest, rescoresEachRound }: Evaluator) => ({
        metric,
        unit,
        dataDigest,
        rescoresEachRound,
      });
      const [one, other] = [await using(getFacts), await using(getFacts)];
      expect(other).toEqual(one);
      expect(one.metric.name).toMatch(/^\w+$/);
      expect(['maximize', 'minimize']).toContain(one.metric.direction);
      expect(one.dataDigest).not.toBe('');
      expect(one.unit).not.toBe('');
    });

    test('its plan is that of the evaluator', async () => {
      await using((evaluator) => {
        const planned = plan?.() ?? evaluator;
        const steps = [0, 1, 2].map((round) => evaluator.trainingSteps(round));
        expect([0, 1, 2].map((round) => planned.trainingSteps(round))).toEqual(steps);
        expect(steps.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
        expect(evaluator.stepsPerEpoch > 0).toBe(Math.max(...steps) > 0);
        for (const fact of FACTS) expect({ [fact]: planned[fact] }).toEqual({ [fact]: evaluator[fact] });
      });
    });

    test('it scores what it supports, and refuses the rest', async () => {
      await using(async (evaluator) => {
        expect(pool.map((architecture) => evaluator.supports(architecture))).toEqual(pool.map(() => true));
        train(evaluator, 0, 2);
        for (const { value, itemsScored } of await scoreAll(evaluator, pool)) {
          expect(value).toEqual(expect.any(Number));
          expect(itemsScored).toBeGreaterThanOrEqual(0);
        }
        expect(evaluator.domain?.every((architecture) => evaluator.supports(architecture)) ?? true).toBe(
          true,
        );
        if (unsupported === undefined) return;
        expect(evaluator.supports(unsupported)).toBe(false);
        expect(() => evaluator.score(unsupported)).toThrow(space.format(unsupported));
      });
    });

    test('a score depends neither on the order nor on the number of scorings', async () => {
      await using(async (evaluator) => {
        train(evaluator, 0, 2);
        const scores = await scoreAll(evaluator, pool);
        expect((await scoreAll(evaluator, [...pool].reverse())).reverse()).toEqual(scores);
      });
    });

    test('the same seed and steps give the same scores', async () => {
      const trainAndScore = (evaluator: Evaluator): Promise<Score[]> => {
        train(evaluator, 0, 3);
        return scoreAll(evaluator, pool);
      };
      const scores = await using(trainAndScore);
      expect(await using(trainAndScore)).toEqual(scores);
    });

    test('restored, it scores as when it was saved, and as one that was never stopped from there on', async () => {
      const prefix = path.join(folder(), 'evaluator');
      const whole = await using(async (evaluator) => {
        train(evaluator, 0, 2);
        const saved = await scoreAll(evaluator, pool);
        evaluator.save(prefix);
        train(evaluator, 2, 4);
        return { saved, after: await scoreAll(evaluator, pool) };
      });
      await using(async (evaluator) => {
        evaluator.restore(prefix);
        expect(await scoreAll(evaluator, pool)).toEqual(whole.saved);
        train(evaluator, 2, 4);
        expect(await scoreAll(evaluator, pool)).toEqual(whole.after);
      });
    });

    test('training changes scores if it rescores each round; otherwise there is nothing to train', async () => {
      await using(async (evaluator) => {
        if (!evaluator.rescoresEachRound) {
          expect([0, 1, 2].map((round) => evaluator.trainingSteps(round))).toEqual([0, 0, 0]);
          expect(() => evaluator.train(0, 0, pool)).toThrow();
          return;
        }
        const before = await scoreAll(evaluator, pool);
        train(evaluator, 0, 3);
        expect(await scoreAll(evaluator, pool)).not.toEqual(before);
      });
    });

    test('a failed architecture has a score that is not finite, and throws nothing', async () => {
      await using(async (evaluator) => {
        train(evaluator, 0, 2);
        const [failed] = await scoreAll(evaluator, pool.slice(0, 1));
        expect(Number.isFinite(failed.value)).toBe(false);
        expect(failed.failure === undefined || failed.failure.length > 0).toBe(true);
      }, openFailing);
    });
  });

  /** Trains steps of round 0 if the evaluator trains at all. */
  function train(evaluator: Evaluator, from: number, to: number): void {
    for (let step = from; step < Math.min(to, evaluator.trainingSteps(0)); step++) {
      const report = evaluator.train(0, step, pool);
      expect(report.items).toBeGreaterThan(0);
    }
  }
}

const FACTS = ['metric', 'rescoresEachRound', 'stepsPerEpoch', 'domain', 'description'] as const;

/** Scores architectures one by one, as a search does; waits for those that are scored elsewhere. */
async function scoreAll(evaluator: Evaluator, architectures: readonly Architecture[]): Promise<Score[]> {
  const scores: Score[] = [];
  for (const [i, architecture] of architectures.entries()) {
    await evaluator.asyncScoring?.prepare(architectures.slice(i));
    scores.push(evaluator.score(architecture));
  }
  return scores;
}
