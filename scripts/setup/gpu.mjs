import { existsSync } from 'node:fs';
import { gist, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { say } from './log.mjs';

/** The NVIDIA driver's own library: comes with the driver, never with a package. */
const driverLibrary = 'libcuda.so.1';

/**
 * Which build of TensorFlow to take.
 *
 * @param {'auto' | 'cpu' | 'gpu'} wanted
 * @returns {Promise<'cpu' | 'gpu'>}
 * @throws SetupFailure where a GPU is asked for and its driver cannot be loaded
 */
export async function chooseDevice(wanted) {
  if (wanted === 'cpu') return 'cpu';
  const reason = await whyNotLoadable(driverLibrary);
  if (reason === undefined) return 'gpu';
  if (wanted === 'gpu') {
    throw new SetupFailure(
      `the GPU cannot be used because the NVIDIA driver's library ${driverLibrary} does not load (${reason}); install the driver (in a container: its NVIDIA runtime), or run npm run setup -- --cpu.`,
    );
  }
  if (existsSync('/proc/driver/nvidia/version')) {
    say(
      `an NVIDIA driver is there, but its ${driverLibrary} does not load (${reason}): taking the CPU build`,
    );
  }
  return 'cpu';
}

/**
 * Why a shared library cannot be loaded, or undefined where it can. Asked in a process of its own: `process.dlopen`
 * takes any library, and complains afterwards that it is no addon of Node's.
 */
export async function whyNotLoadable(library) {
  const script = `try { process.dlopen({ exports: {} }, ${JSON.stringify(library)}) } catch (error) { console.log(error.message) }`;
  const { output } = await run(process.execPath, ['-e', script]);
  return /did not self-register/.test(output) ? undefined : gist(output, 1);
}
