import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EnvironmentError } from '../errors';

/** The native TensorFlow library that the setup installed into tfjs-node. */
export interface Installation {
  /** The build of TensorFlow, such as `tensorflow-cpu-2.21.0-x64-cpu`. */
  readonly build: string;
  /** True for a GPU build, which also runs on the CPU. */
  readonly gpu: boolean;
  /** The folder of the CUDA libraries; it exists only in a GPU build. */
  readonly cuda: string;
  /** The file of nao's addon that captures stderr while the library loads. */
  readonly capture: string;
}

/**
 * Finds the native library without loading it.
 *
 * @throws EnvironmentError if the native library is not set up
 */
export function findInstallation(): Installation {
  const tfjs = findTfjsFolder();
  const library = path.join(tfjs, 'deps', 'lib', 'libtensorflow_cc.so.2');
  const addon = path.join(tfjs, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (!fs.existsSync(library) || !fs.existsSync(addon)) {
    throw new EnvironmentError(`the native TensorFlow library is not set up: run ${getSetupCommand()}`);
  }
  const cuda = path.join(tfjs, 'deps', 'nvidia');
  // lib/libtensorflow_cc.so.2 is a link into a folder of the cache that is named after the build.
  const build = path.basename(path.dirname(path.dirname(fs.realpathSync(library))));
  return {
    build,
    gpu: fs.existsSync(cuda),
    cuda,
    capture: path.join(path.dirname(addon), 'nao_capture.node'),
  };
}

/**
 * Returns the command that installs the native library, for a checkout or for an installed package.
 *
 * @param option an option of the setup, such as `--gpu`
 */
export function getSetupCommand(option?: string): string {
  const isCheckout = fs.existsSync(path.join(findPackageFolder(), 'tsconfig.json'));
  if (option === undefined) return isCheckout ? 'npm run setup' : 'npx nao setup';
  return isCheckout ? `npm run setup -- ${option}` : `npx nao setup ${option}`;
}

/** Finds the folder of nao's package.json, in a checkout or an installed package. */
export function findPackageFolder(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no package.json above ${__dirname}`);
  }
}

function findTfjsFolder(): string {
  try {
    return path.dirname(createRequire(__filename).resolve('@tensorflow/tfjs-node-gpu/package.json'));
  } catch {
    throw new EnvironmentError(
      `the package @tensorflow/tfjs-node-gpu is not installed: run ${getSetupCommand()}`,
    );
  }
}
