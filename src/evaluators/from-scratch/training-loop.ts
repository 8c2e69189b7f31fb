import path from 'node:path';
import { z } from 'zod';
import { FailedError, StoppedError } from '../../errors';
import type { JobContext } from '../../jobs/handler';
import { type Checkpoint, Checkpoints } from '../../run/checkpoints';
import type { CurvePoint } from '../evaluator';
import { type ChildResult, CURVE_POINTS, curveSchema } from './job';

/** The training of one architecture on images or on a text, as a sequence of steps. */
export interface TrainableChild {
  readonly steps: number;
  /** Held-out images or tokens. */
  readonly validationCount: number;
  /** Consecutive steps without finite loss and gradients after which the child counts as diverged. */
  readonly patience: number;
  /** @param step 0-based; the weights must have taken the step before it */
  train(step: number): { readonly loss: number; readonly gradientNorm: number };
  /** Returns the mean loss in nats and the score on held-out data. */
  validate(): { readonly loss: number; readonly score: number };
  /** Writes the training's state to files whose paths start with `prefix`. */
  save(prefix: string): void;
  restore(prefix: string): void;
}

/** State of a child's training. */
const stateSchema = z.strictObject({
  /** Steps taken. */
  step: z.number(),
  /** Consecutive last steps without finite loss and gradients. */
  lost: z.number(),
  /** Duration of the steps. */
  seconds: z.number(),
  /** Points of the learning curve so far, and the sum and number of the finite losses after the last one. */
  curve: curveSchema,
  losses: z.strictObject({ sum: z.number(), count: z.number() }),
});

type State = z.infer<typeof stateSchema>;

const NO_LOSSES = { sum: 0, count: 0 };

/** Prefix of the weight files. */
const WEIGHTS_PREFIX = 'weights';

/**
 * Trains a child to the end, from its last checkpoint if there is one, and scores it on held-out data. A child that diverges
 * has a result too.
 *
 * @param startTime start of this attempt, from `performance.now()`
 * @throws StoppedError after a checkpoint
 */
export function trainChild(
  child: TrainableChild,
  checkpointEverySteps: number,
  { folder, hooks }: JobContext,
  startTime: number,
): ChildResult {
  const { steps, validationCount, patience } = child;
  const checkpoints = new Checkpoints(folder);
  const savedState = restoreState(child, checkpoints);
  const seconds = (): number => savedState.seconds + (performance.now() - startTime) / 1000;
  const createFailure = (divergence: string): ChildResult => {
    return { score: null, loss: null, items: validationCount, divergence, seconds: seconds(), curve };
  };
  let { lost: nonFiniteSteps, losses } = savedState;
  const curve: CurvePoint[] = [...savedState.curve];
  const stepsPerPoint = Math.ceil(steps / CURVE_POINTS);
  const save = (step: number): void => {
    const state: State = { step, lost: nonFiniteSteps, seconds: seconds(), curve, losses };
    checkpoints.write(state, (temporaryFolder) => child.save(path.join(temporaryFolder, WEIGHTS_PREFIX)));
  };
  for (let step = savedState.step; step < steps; step++) {
    if (hooks.stopRequested() !== undefined) {
      save(step);
      throw new StoppedError(`stopped after step ${step} of ${steps}, which is saved`);
    }
    const trained = child.train(step);
    const reason = describeNonFinite(trained);
    if (reason === undefined) losses = { sum: losses.sum + trained.loss, count: losses.count + 1 };
    if (((step + 1) % stepsPerPoint === 0 || step + 1 === steps) && losses.count > 0) {
      curve.push({ step: step + 1, loss: losses.sum / losses.count });
      losses = NO_LOSSES;
    }
    nonFiniteSteps = reason === undefined ? 0 : nonFiniteSteps + 1;
    if (nonFiniteSteps >= patience) {
      const repeated = patience > 1 ? `, as in the ${patience - 1} before it` : '';
      return createFailure(`${reason ?? ''} in step ${step + 1} of ${steps}${repeated}`);
    }
    if ((step + 1) % checkpointEverySteps === 0 && step + 1 < steps) save(step + 1);
    hooks.progress({ kind: 'step', phase: 'training', done: step + 1, total: steps });
  }
  const { loss, score } = child.validate();
  if (!Number.isFinite(score)) return createFailure(`the held-out loss is ${loss}`);
  return { score, loss, items: validationCount, divergence: null, seconds: seconds(), curve };
}

function describeNonFinite({ loss, gradientNorm }: ReturnType<TrainableChild['train']>): string | undefined {
  if (!Number.isFinite(loss)) return `the training loss became ${loss}`;
  return Number.isFinite(gradientNorm) ? undefined : `the gradient's norm became ${gradientNorm}`;
}

/** Loads the weights of the last intact checkpoint and returns its state; the initial state if there is none. */
function restoreState(child: TrainableChild, checkpoints: Checkpoints): State {
  const checkpoint = readIntact(checkpoints);
  if (checkpoint === undefined) return { step: 0, lost: 0, seconds: 0, curve: [], losses: NO_LOSSES };
  child.restore(path.join(checkpoint.folder, WEIGHTS_PREFIX));
  return stateSchema.parse(checkpoint.state);
}

/** Reads the last intact checkpoint. A damaged one only costs time. */
function readIntact(checkpoints: Checkpoints): Checkpoint | undefined {
  try {
    return checkpoints.readLatest(() => undefined);
  } catch (error) {
    if (error instanceof FailedError) return undefined;
    throw error;
  }
}
