import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon, isAddonReady, locateAddon } from './addon.mjs';
import { readDeviceChoice, writeDeviceChoice } from './device-choice.mjs';
import { compile } from './compile.mjs';
import { summarizeOutput, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';
import { chooseDevice } from './gpu.mjs';
import { assertSupportedPlatform, findCompiler, findPython, readPlatform } from './platform.mjs';
import { installPackages } from './packages.mjs';
import { log } from './log.mjs';
import { findCachedTensorFlow, ensureTensorFlow } from './tensorflow.mjs';

/**
 * Installs the npm packages, TensorFlow and the native addon, and compiles TypeScript, for a checkout or an installed package. Skips
 * whatever is up to date.
 *
 * @param {string} root folder of the package.json
 * @param {'auto' | 'cpu' | 'gpu' | undefined} wanted undefined for the device of the last setup
 * @throws SetupError if the environment lacks something
 */
export async function provision(root, wanted) {
  const machine = readPlatform();
  assertSupportedPlatform(machine);
  const choice = wanted ?? readDeviceChoice(root);
  const device = await chooseDevice(choice);
  await assertTools(root, device, machine.arch);
  await installPackages(root);
  const tensorflow = await ensureTensorFlow(device, machine.arch);
  const built = await buildAddon(locateAddon(root), tensorflow);
  await compile(root);
  if (built || wanted) await loadLibrary(root, choice);
  if (wanted) writeDeviceChoice(root, wanted);
}

/** Checks for Python and a compiler before anything is downloaded. */
async function assertTools(root, device, arch) {
  const tensorflow = findCachedTensorFlow(device, arch);
  if (!tensorflow) await findPython();
  if (!tensorflow || !isBuilt(root, tensorflow)) await findCompiler();
}

function isBuilt(root, tensorflow) {
  try {
    return isAddonReady(locateAddon(root), tensorflow);
  } catch {
    return false; // node_modules does not exist yet
  }
}

/**
 * Loads the library as a run does. This runs the kernel check, whose result is cached, and fails if the wanted GPU does not work.
 */
async function loadLibrary(root, choice) {
  const program = join(root, 'dist', 'src', 'native', 'main-check-setup.js');
  if (!existsSync(program)) return;
  const { code, output } = await run(process.execPath, [program, choice === 'gpu' ? 'gpu' : 'auto']);
  if (code !== 0) throw new SetupError(summarizeOutput(output, 1));
  if (output.trim() !== '') log(output.trim());
}
