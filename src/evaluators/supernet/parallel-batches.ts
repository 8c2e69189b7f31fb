import os from 'node:os';
import { usesGpu } from '../../native/device';

/**
 * Returns how many batches of images a supernet scores side by side on the CPU: two, if there are two cores. One batch leaves a core
 * idle wherever ops wait for each other (docs/lab-notebook.md). More than two cores were not measured.
 */
export function countCpuBatches(): number {
  return Math.min(2, os.availableParallelism());
}

/** Returns the same for the device that computes, if a score has `batches` batches. A GPU runs one op after the other. */
export function countParallelBatches(batches: number): number {
  return usesGpu() ? 1 : Math.min(countCpuBatches(), batches);
}
