import type { Redis } from 'ioredis';

/**
 * State of a worker's lock on a job: `held`; `lost` to another worker, or because the job has ended; or `missing` if Redis lost the
 * job.
 */
export type LockState = 'held' | 'lost' | 'missing';

/** Redis keys of a job. */
export interface RedisJobKeys {
  readonly job: string;
  readonly lock: string;
  readonly active: string;
  readonly waiting: string;
  readonly stalled: string;
}

/*
 * BullMQ renews a lock, but does not acquire it again if it expired while Redis was unreachable, even if no other worker has taken
 * the job. The job would run again and count as stalled. (BullMQ counts stalls in `stc` and marks jobs that stalled too often in
 * `defa`.)
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
 * Renews a worker's lock on its job, or acquires it again if it expired and no other worker has the job.
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
  throw new Error(`unexpected lock state: ${String(lockState)}`);
}
