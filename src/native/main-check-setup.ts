/**
 * A program of its own, run at the end of the set-up with the device asked for: loads the library as a run will, which
 * settles the check of the kernels, and says in one line what a run will compute on. Exit code 3 and the reason where
 * that does not work.
 */
import { EnvironmentError } from '../errors';
import { getSystemInfo } from './system-info';

try {
  const device = process.argv[2] === 'gpu' ? 'gpu' : 'auto';
  const facts = getSystemInfo(device);
  process.stdout.write(
    `TensorFlow ${facts.tensorflow} on the ${facts.device.kind.toUpperCase()}, ${facts.threads} threads; convolution gradients: ${facts.kernels}\n`,
  );
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  process.stdout.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
