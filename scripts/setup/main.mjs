import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDiskFullError, isDiskFull } from './command.mjs';
import { CompileError } from './compile.mjs';
import { SetupError } from './setup-error.mjs';
import { provision } from './provision.mjs';
import { log } from './log.mjs';

/** Folder of nao's package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs the setup and logs its error, if any.
 *
 * @param {'auto' | 'cpu' | 'gpu' | undefined} device undefined for the device of the last setup
 * @returns {Promise<number>} exit code: 0 done, 1 the sources do not compile, 3 the environment lacks something
 */
export async function setUp(device, { announce = false } = {}) {
  const start = performance.now();
  try {
    await provision(root, device);
  } catch (error) {
    const failure = isDiskFull(String(error?.message)) ? createDiskFullError('the setup') : error;
    if (failure instanceof SetupError || failure instanceof CompileError) {
      log(failure.message);
      return failure instanceof SetupError ? 3 : 1;
    }
    throw failure;
  }
  const seconds = (performance.now() - start) / 1000;
  if (announce || seconds > 10) log(`ready after ${seconds.toFixed(1)} s`);
  return 0;
}
