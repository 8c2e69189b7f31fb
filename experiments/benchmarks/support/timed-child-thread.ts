import { trainImageChild } from '../../../src/evaluators/from-scratch/images';
import { IMAGE_CHILD_JOB, TEXT_CHILD_JOB } from '../../../src/evaluators/from-scratch/job';
import { trainTextChild } from '../../../src/evaluators/from-scratch/text';
import { Session } from '../../../src/graph/session';
import type { JobHandler } from '../../../src/jobs/handler';
import { serveJobs } from '../../../src/jobs/thread-entry';

/*
 * Entry of the threads of `benchmarks/children.ts`. Trains children as `src/evaluators/from-scratch/thread.ts` does, and adds
 * `computingSeconds` to a child's result: the time of its training and scoring steps in TensorFlow. The first call of each
 * includes TensorFlow's preparation, so it counts as the mean of the others.
 */

/** Durations in seconds of the calls since the child began, by signature. */
let calls = new Map<string, number[]>();

Session.onRun = (signature, seconds) => {
  calls.set(signature, [...(calls.get(signature) ?? []), seconds]);
};

serveJobs({
  [IMAGE_CHILD_JOB]: createTimedHandler(trainImageChild),
  [TEXT_CHILD_JOB]: createTimedHandler(trainTextChild),
});

function createTimedHandler(handler: JobHandler): JobHandler {
  return async (job, context) => {
    calls = new Map();
    const result = await handler(job, context);
    const computingSeconds = sumWithoutWarmUp(calls.get('train')) + sumWithoutWarmUp(calls.get('evaluate'));
    return { ...(result as object), computingSeconds };
  };
}

/** Returns the sum, with the first duration replaced by the mean of the others. */
function sumWithoutWarmUp([, ...others]: readonly number[] = []): number {
  const sum = others.reduce((total, one) => total + one, 0);
  return sum + sum / Math.max(1, others.length);
}
