import path from 'node:path';
import { z } from 'zod';
import { StoppedError } from '../../errors';
import type { JobContext } from '../../jobs/handler';
import { Checkpoints } from '../../run/checkpoints';
import type { ChildResult } from './job';

/** One architecture's training, on images or on a text, as the loop over its steps needs it. */
export interface TrainableChild {
  readonly steps: number;
  /** Images or tokens held out. */
  readonly validationCount: number;
  /** Steps in a row without finite loss and gradients after which there is no hope for it. */
  readonly patience: number;
  /** @param step from 0; the step before must have been taken by these weights */
  train(step: number): { readonly loss: number; readonly gradientNorm: number };
  /** Mean loss in nats, and the score, on what is held out. */
  validate(): { readonly loss: number; readonly score: number };
  /** Writes all that a step depends on as files that begin with `prefix`. */
  save(prefix: string): void;
  restore(prefix: string): void;
}

/** Where a child's training stands. */
const stateSchema = z.strictObject({
  /** Steps taken. */
  step: z.number(),
  /** The last of them, in a row, without finite loss and gradients. */
  lost: z.number(),
  /** Spent on them. */
  seconds: z.number(),
});

type State = z.infer<typeof stateSchema>;

/** What the files of the weights begin with. */
const WEIGHTS_PREFIX = 'weights';

/**
 * Trains a child to its end, from its last checkpoint where there is one, and scores it on what is held out. One that
 * diverges has a result as well.
 *
 * @param startTime when this try began, in milliseconds
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
  const createFailure = (divergence: string): ChildResult => ({
    ...{ score: null, loss: null, items: validationCount, divergence },
    seconds: seconds(),
  });
  let { lost: nonFiniteSteps } = savedState;
  const save = (step: number): void => {
    const state: State = { step, lost: nonFiniteSteps, seconds: seconds() };
    checkpoints.write(state, (temporaryFolder) => child.save(path.join(temporaryFolder, WEIGHTS_PREFIX)));
  };
  for (let step = savedState.step; step < steps; step++) {
    if (hooks.stopRequested() !== undefined) {
      save(step);
      throw new StoppedError(`stopped after step ${step} of ${steps}, which is saved`);
    }
    const reason = describeNonFinite(child.train(step));
    nonFiniteSteps = reason === undefined ? 0 : nonFiniteSteps + 1;
    if (nonFiniteSteps >= patience) {
      const repeated = patience > 1 ? `, as in the ${patience - 1} before it` : '';
      return createFailure(`${reason ?? ''} in step ${step + 1} of ${steps}${repeated}`);
    }
    if ((step + 1) % checkpointEverySteps === 0 && step + 1 < steps) save(step + 1);
    hooks.progress({ kind: 'step', phase: 'training', done: step + 1, total: steps });
  }
  const { loss, score } = child.validate();
  if (!Number.isFinite(score)) return createFailure(`the loss on what is held out is ${loss}`);
  return { score, loss, items: validationCount, divergence: null, seconds: seconds() };
}

function describeNonFinite({ loss, gradientNorm }: ReturnType<TrainableChild['train']>): string | undefined {
  if (!Number.isFinite(loss)) return `the training loss became ${loss}`;
  return Number.isFinite(gradientNorm) ? undefined : `the gradient's norm became ${gradientNorm}`;
}

/** Loads the weights of the last checkpoint; where there is none, training is at its beginning. */
function restoreState(child: TrainableChild, checkpoints: Checkpoints): State {
  const checkpoint = checkpoints.readLatest(() => undefined); // a damaged one costs time, no more
  if (checkpoint === undefined) return { step: 0, lost: 0, seconds: 0 };
  child.restore(path.join(checkpoint.folder, WEIGHTS_PREFIX));
  return stateSchema.parse(checkpoint.state);
}
