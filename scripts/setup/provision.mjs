import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon, isAddonReady, locateAddon } from './addon.mjs';
import { chosenDevice, rememberDevice } from './device-choice.mjs';
import { compile } from './compile.mjs';
import { gist, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { chooseDevice } from './gpu.mjs';
import { checkMachine, findCompiler, findPython, thisMachine } from './platform.mjs';
import { installPackages } from './packages.mjs';
import { say } from './log.mjs';
import { cachedTensorFlow, provideTensorFlow } from './tensorflow.mjs';

/**
 * Brings a checkout, or an installed package, to where `nao` runs: npm packages, TensorFlow, the native addon, compiled
 * TypeScript. What is there already is left alone.
 *
 * @param {string} root folder of the package.json
 * @param {'auto' | 'cpu' | 'gpu' | undefined} wanted undefined: as in the last set-up
 * @throws SetupFailure where the environment lacks something
 */
export async function provision(root, wanted) {
  const machine = thisMachine();
  checkMachine(machine);
  const asked = wanted ?? chosenDevice(root);
  const device = await chooseDevice(asked);
  await checkTools(root, device, machine.arch);
  await installPackages(root);
  const tensorflow = await provideTensorFlow(device, machine.arch);
  const built = await buildAddon(locateAddon(root), tensorflow);
  await compile(root);
  if (built || wanted) await checkLibrary(root, asked);
  if (wanted) rememberDevice(root, wanted);
}

/** What is missing is said before anything is downloaded. */
async function checkTools(root, device, arch) {
  const tensorflow = cachedTensorFlow(device, arch);
  if (!tensorflow) await findPython();
  if (!tensorflow || !isBuilt(root, tensorflow)) await findCompiler();
}

function isBuilt(root, tensorflow) {
  try {
    return isAddonReady(locateAddon(root), tensorflow);
  } catch {
    return false; // node_modules is not there yet
  }
}

/**
 * Loads the library once as a run will: settles the kernel self-check, whose verdict is cached, and shows whether a GPU
 * that was asked for does work.
 */
async function checkLibrary(root, asked) {
  const program = join(root, 'dist', 'src', 'native', 'main-check-setup.js');
  if (!existsSync(program)) return;
  const { code, output } = await run(process.execPath, [program, asked === 'gpu' ? 'gpu' : 'auto']);
  if (code !== 0) throw new SetupFailure(gist(output, 1));
  if (output.trim() !== '') say(output.trim());
}
