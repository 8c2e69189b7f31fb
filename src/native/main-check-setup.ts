/*
 * A program that runs at the end of the setup with the requested device. It loads the library as a run will,
 * which includes the kernel check, and prints TensorFlow's version, the device and the number of threads. If
 * that fails, it prints the reason and exits with code 3.
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
