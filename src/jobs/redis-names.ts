/** The queue's name in Redis; another number where jobs of another version of nao could not be understood. */
export const QUEUE_NAME = 'jobs-1';

/** What all its keys begin with. */
export const KEY_PREFIX = 'nao';

/** What a cancelled job, given up by its worker, fails with in Redis. */
export const CANCELLED_REASON = 'cancelled';

/** What BullMQ says of a job that workers died with once too often. */
export const STALLED_REASON = 'job stalled more than allowable limit';
