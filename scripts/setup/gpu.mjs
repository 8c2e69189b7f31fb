import { existsSync } from 'node:fs';
import { summarizeOutput, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';
import { log } from './log.mjs';

/** Library of the NVIDIA driver, which no package includes. */
const driverLibrary = 'libcuda.so.1';

/**
 * Chooses the build of TensorFlow.
 *
 * @param {'auto' | 'cpu' | 'gpu'} wanted
 * @returns {Promise<'cpu' | 'gpu'>}
 * @throws SetupError if a GPU is wanted and its driver cannot be loaded
 */
export async function chooseDevice(wanted) {
  if (wanted === 'cpu') return 'cpu';
  const reason = await findLoadError(driverLibrary);
  if (reason === undefined) return 'gpu';
  if (wanted === 'gpu') {
    throw new SetupError(
      `the GPU cannot be used because the NVIDIA driver's library ${driverLibrary} does not load (${reason}): install the driver (in a container: its NVIDIA runtime), or run npm run setup -- --cpu`,
    );
  }
  if (existsSync('/proc/driver/nvidia/version')) {
    log(
      `an NVIDIA driver is installed, but its ${driverLibrary} does not load (${reason}): using the CPU build`,
    );
  }
  return 'cpu';
}

/**
 * Returns the reason why a shared library cannot be loaded, or undefined if it can. A subprocess calls `process.dlopen`, which loads
 * any library and then fails because it is not a Node addon.
 */
export async function findLoadError(library) {
  const script = `try { process.dlopen({ exports: {} }, ${JSON.stringify(library)}) } catch (error) { console.log(error.message) }`;
  const { output } = await run(process.execPath, ['-e', script]);
  return /did not self-register/.test(output) ? undefined : summarizeOutput(output, 1);
}
