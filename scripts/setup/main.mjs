import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskFull, isDiskFull } from './command.mjs';
import { CompileFailure } from './compile.mjs';
import { SetupFailure } from './failure.mjs';
import { provision } from './provision.mjs';
import { say } from './log.mjs';

/** Folder of the package.json that these scripts belong to. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs the set-up and says what went wrong, if anything.
 *
 * @param {'auto' | 'cpu' | 'gpu' | undefined} device undefined: as in the last set-up
 * @returns {Promise<number>} exit code: 0 done, 1 the sources do not compile, 3 the environment lacks something
 */
export async function setUp(device, { announce = false } = {}) {
  const start = performance.now();
  try {
    await provision(root, device);
  } catch (error) {
    const failure = isDiskFull(String(error?.message)) ? diskFull('the set-up') : error;
    if (failure instanceof SetupFailure || failure instanceof CompileFailure) {
      say(failure.message);
      return failure instanceof SetupFailure ? 3 : 1;
    }
    throw failure;
  }
  const seconds = (performance.now() - start) / 1000;
  if (announce || seconds > 10) say(`ready after ${seconds.toFixed(1)} s`);
  return 0;
}
