import type { SearchConfig } from '../../config/schema/search';
import { InputError } from '../../errors';
import { parseRedisAddress } from '../../jobs/redis-address';

/** Environment variable with the queue's address. Unlike the command line, other users cannot read it. */
export const QUEUE_VARIABLE = 'NAO_QUEUE';

/**
 * Returns the address of the Redis server from the command line or the environment, or undefined. Removes it from the
 * environment, so that threads, logs and child processes do not see its password.
 */
export function takeQueueUrl(option: string | undefined): string | undefined {
  const queue = option ?? process.env[QUEUE_VARIABLE];
  delete process.env[QUEUE_VARIABLE];
  return queue;
}

/**
 * Takes the address of the Redis server for a search; the environment counts only in mode full.
 *
 * @throws InputError if it is not an address, or the option is given in another mode
 */
export function takeSearchQueueUrl({ mode }: SearchConfig, option: string | undefined): string | undefined {
  const queue = takeQueueUrl(option);
  if (mode !== 'full') {
    if (option === undefined) return undefined;
    throw new InputError(
      `--queue requires mode full, but the mode is ${mode}: leave it out, or search in mode full`,
    );
  }
  if (queue !== undefined) parseRedisAddress(queue);
  return queue;
}
