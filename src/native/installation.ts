import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EnvironmentError } from '../errors';

/** The native library as the set-up left it beside tfjs-node. */
export interface Installation {
  /** Which build of TensorFlow this is, such as `tensorflow-cpu-2.21.0-x64-cpu`. */
  readonly build: string;
  /** Whether it is a build for a GPU, which also runs on the CPU. */
  readonly gpu: boolean;
  /** Folder of CUDA's libraries; it exists in a build for a GPU. */
  readonly cuda: string;
  /** Our addon that holds back stderr while the library loads. */
  readonly capture: string;
}

/**
 * Finds the native library without loading it.
 *
 * @throws EnvironmentError where the set-up has not been run
 */
export function findInstallation(): Installation {
  const tfjs = findTfjsFolder();
  const library = path.join(tfjs, 'deps', 'lib', 'libtensorflow_cc.so.2');
  const addon = path.join(tfjs, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (!fs.existsSync(library) || !fs.existsSync(addon)) {
    throw new EnvironmentError(`The native TensorFlow library is not set up; run ${getSetupCommand()}.`);
  }
  const cuda = path.join(tfjs, 'deps', 'nvidia');
  // lib/libtensorflow_cc.so.2 lies in the cache, in a folder named after the build.
  const build = path.basename(path.dirname(path.dirname(fs.realpathSync(library))));
  return {
    build,
    gpu: fs.existsSync(cuda),
    cuda,
    capture: path.join(path.dirname(addon), 'nao_capture.node'),
  };
}

/** What brings the native library to this checkout, or to the project that nao is installed in. */
export function getSetupCommand(): string {
  return fs.existsSync(path.join(findPackageFolder(), 'tsconfig.json'))
    ? '`npm run setup`'
    : '`npx nao setup`';
}

/** Folder of nao's package.json: of the checkout, or of the installed package. */
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
      `The package @tensorflow/tfjs-node-gpu is not installed; run ${getSetupCommand()}.`,
    );
  }
}
