import type { SearchConfig } from '../config/schema/search';
import { InputError } from '../errors';
import { parseRedisAddress } from '../jobs/redis-address';

/** Where the queue is found if the command line, which everybody on the machine can read, does not say. */
export const QUEUE_VARIABLE = 'NAO_QUEUE';

/**
 * The address of the Redis server, from the command line or the environment, from which it is taken away: threads, logs and
 * programs started from here are not to see it. Undefined where none is given.
 */
export function takeQueueUrl(given: string | undefined): string | undefined {
  const queue = given ?? process.env[QUEUE_VARIABLE];
  delete process.env[QUEUE_VARIABLE];
  return queue;
}

/**
 * As `takeQueue`, for a search.
 *
 * @throws InputError where it is no address, or is given to a search that has nothing to do elsewhere
 */
export function takeSearchQueueUrl({ mode }: SearchConfig, given: string | undefined): string | undefined {
  const queue = takeQueueUrl(given);
  if (mode !== 'full') {
    if (given === undefined) return undefined;
    throw new InputError(
      `--queue is for mode full, whose children are trained one by one: mode ${mode} does all its work here`,
    );
  }
  if (queue !== undefined) parseRedisAddress(queue);
  return queue;
}
