import { z } from 'zod';
import { nonNegativeInteger, positiveInteger } from './numbers';

/** Seed of a run. */
export const seed = nonNegativeInteger.max(2 ** 31 - 1);

/** Execution of a run on TensorFlow. */
export const execution = {
  /** Device: `cpu`, `gpu`, or `auto` for a GPU if one is usable. */
  device: z.enum(['auto', 'cpu', 'gpu']),
  /** Use only GPU kernels that give the same bits each time. They are slower; the run fails if an operation has none. */
  deterministicOps: z.boolean(),
  /** TensorFlow threads within one operation, on a CPU; 0 uses one per core. The last digits of results depend on it. */
  threads: nonNegativeInteger,
  /** Training steps between two checkpoints. */
  checkpointEverySteps: positiveInteger,
};

/** Hours after which a run stops. */
export const maxHours = z.number().nonnegative();
