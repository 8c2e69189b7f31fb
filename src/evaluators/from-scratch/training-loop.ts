import path from 'node:path';
import { z } from 'zod';
import { StoppedError } from '../../errors';
import type { WorkContext } from '../../jobs/handler';
import { Checkpoints } from '../../run/checkpoints';
import type { ChildResult } from './job';

/** One architecture's training, on images or on a text, as the loop over its steps needs it. */
export interface Child {
  readonly steps: number;
  /** Images or tokens held out. */
  readonly held: number;
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
const WEIGHTS = 'weights';

/**
 * Trains a child to its end, from its last checkpoint where there is one, and scores it on what is held out. One that
 * diverges has a result as well.
 *
 * @param before when this try began, in milliseconds
 * @throws StoppedError after a checkpoint
 */
export function trainToEnd(
  child: Child,
  checkpointEverySteps: number,
  { folder, hooks }: WorkContext,
  before: number,
): ChildResult {
  const { steps, held, patience } = child;
  const checkpoints = new Checkpoints(folder);
  const earlier = restored(child, checkpoints);
  const seconds = (): number => earlier.seconds + (performance.now() - before) / 1000;
  const failed = (divergence: string): ChildResult => ({
    ...{ score: null, loss: null, items: held, divergence },
    seconds: seconds(),
  });
  let { lost } = earlier;
  const save = (step: number): void => {
    const state: State = { step, lost, seconds: seconds() };
    checkpoints.write(state, (into) => child.save(path.join(into, WEIGHTS)));
  };
  for (let step = earlier.step; step < steps; step++) {
    if (hooks.stopRequested() !== undefined) {
      save(step);
      throw new StoppedError(`stopped after step ${step} of ${steps}, which is saved`);
    }
    const notFinite = whatIsNotFinite(child.train(step));
    lost = notFinite === undefined ? 0 : lost + 1;
    if (lost >= patience) {
      const others = patience > 1 ? `, as in the ${patience - 1} before it` : '';
      return failed(`${notFinite ?? ''} in step ${step + 1} of ${steps}${others}`);
    }
    if ((step + 1) % checkpointEverySteps === 0 && step + 1 < steps) save(step + 1);
    hooks.progress({ kind: 'step', phase: 'training', done: step + 1, total: steps });
  }
  const { loss, score } = child.validate();
  if (!Number.isFinite(score)) return failed(`the loss on what is held out is ${loss}`);
  return { score, loss, items: held, divergence: null, seconds: seconds() };
}

function whatIsNotFinite({ loss, gradientNorm }: ReturnType<Child['train']>): string | undefined {
  if (!Number.isFinite(loss)) return `the training loss became ${loss}`;
  return Number.isFinite(gradientNorm) ? undefined : `the gradient's norm became ${gradientNorm}`;
}

/** Loads the weights of the last checkpoint; where there is none, training is at its beginning. */
function restored(child: Child, checkpoints: Checkpoints): State {
  const checkpoint = checkpoints.latest(() => undefined); // a damaged one costs time, no more
  if (checkpoint === undefined) return { step: 0, lost: 0, seconds: 0 };
  child.restore(path.join(checkpoint.folder, WEIGHTS));
  return stateSchema.parse(checkpoint.state);
}
