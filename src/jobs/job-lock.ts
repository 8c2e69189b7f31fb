import type { Redis } from 'ioredis';

/**
 * A worker's claim to a job: `held`; `lost` to another worker, or because the job has ended; or `missing`, Redis having
 * lost the job.
 */
export type LockState = 'held' | 'lost' | 'missing';

/** The keys of a job in Redis. */
export interface RedisJobKeys {
  readonly job: string;
  readonly lock: string;
  readonly active: string;
  readonly waiting: string;
  readonly stalled: string;
}

/*
 * BullMQ renews a lock, but does not take one back that ran out while Redis was not to be reached, though nobody else has
 * taken the job: the work would be done again, and count as a death of the worker. (BullMQ counts those in `stc` and marks
 * in `defa` what died too often.)
 */
const ACQUIRE_LOCK_SCRIPT = `
local job, lock, active, waiting, stalled = unpack(KEYS)
local id, token, milliseconds = unpack(ARGV)
local holder = redis.call('GET', lock)
if holder and holder ~= token then return 'lost' end
if redis.call('EXISTS', job) == 0 then return 'missing' end
if not holder then
  if redis.call('LREM', active, 1, id) == 0 then
    if redis.call('LREM', waiting, 1, id) == 0 then return 'lost' end
    if tonumber(redis.call('HGET', job, 'stc') or '0') > 0 then redis.call('HINCRBY', job, 'stc', -1) end
    redis.call('HDEL', job, 'defa')
  end
  redis.call('LPUSH', active, id)
end
redis.call('SET', lock, token, 'PX', milliseconds)
redis.call('SREM', stalled, id)
return 'held'
`;

/**
 * Makes sure that a worker holds the job it works on: renews its lock, or takes the job back where the lock ran out and no
 * other worker has the job.
 */
export async function acquireJobLock(
  redis: Redis,
  keys: RedisJobKeys,
  id: string,
  token: string,
  lockMs: number,
): Promise<LockState> {
  const { job, lock, active, waiting, stalled } = keys;
  const lockState = await redis.eval(
    ACQUIRE_LOCK_SCRIPT,
    5,
    job,
    lock,
    active,
    waiting,
    stalled,
    id,
    token,
    lockMs,
  );
  if (lockState === 'held' || lockState === 'lost' || lockState === 'missing') return lockState;
  throw new Error(`an unexpected claim: ${String(lockState)}`);
}
