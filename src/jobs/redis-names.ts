/** Name of the queue in Redis. The number changes with the format of jobs. */
export const QUEUE_NAME = 'jobs-1';

/** Prefix of the queue's Redis keys. */
export const KEY_PREFIX = 'nao';

/** Failure reason in Redis of a job that its worker stopped because it was cancelled. */
export const CANCELLED_REASON = 'cancelled';

/** BullMQ's failure reason for a job that stalled too often. */
export const STALLED_REASON = 'job stalled more than allowable limit';
