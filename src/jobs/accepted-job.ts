import type { z } from 'zod';
import { computeJobKey } from './job-key';
import { type StoredJob, storedJobSchema } from './redis-job';

/**
 * Checks a job from Redis, where other programs may write too, before anything is done for it.
 *
 * @param key the job's id, which names its folder
 * @returns the job, or why it is refused
 */
export function acceptJob(
  key: string,
  data: unknown,
): { readonly stored: StoredJob } | { readonly refusal: string } {
  const { data: stored, error } = storedJobSchema.safeParse(data);
  if (error !== undefined)
    return { refusal: `the job is refused (${describeSchemaError(error)}): ${REMEDY}` };
  if (computeJobKey(stored.job) !== key) {
    return { refusal: `the job is refused (its id is not the hash of its contents): ${REMEDY}` };
  }
  return { stored };
}

/** Describes the first error of a schema in a few words. */
export function describeSchemaError({ issues }: z.ZodError): string {
  const [{ path, message }] = issues;
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

const REMEDY = 'submit it by a search of the version of nao that the worker runs';
