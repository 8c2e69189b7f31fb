import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDiskFullError, summarizeOutput, isDiskFull, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';
import { findCompiler } from './platform.mjs';
import { digest, listFiles, readStamp, writeStamp } from './stamp.mjs';
import { step } from './log.mjs';

/** Node-API version. Node-API is stable, so the addon runs on Node 20, 22, 24 and later. */
const napiVersion = 8;

/** Source of nao's own addon, which src/native/load.ts uses. */
const capture = fileURLToPath(new URL('capture.cc', import.meta.url));

/** Sources of nao's that are linked into tfjs-node's addon, and the functions of TensorFlow that they replace. */
const ownSources = ['copied-tensors.cc', 'session-config.cc'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const replacedFunctions = ['TF_NewTensor', 'TF_LoadSessionFromSavedModel'];

/**
 * Finds tfjs-node and the paths of its native parts, in a checkout or wherever npm installed them.
 *
 * @throws SetupError if npm has left tfjs-node out, as it does if the package's own install script fails
 */
export function locateAddon(root) {
  const { resolve } = createRequire(join(root, 'package.json'));
  const tfjs = dirname(resolveTfjs(resolve));
  const folder = join(tfjs, 'lib', `napi-v${napiVersion}`);
  return {
    tfjs,
    deps: join(tfjs, 'deps'),
    folder,
    binary: join(folder, 'tfjs_binding.node'),
    stamp: join(folder, 'nao-stamp'),
    sources: listFiles([join(tfjs, 'binding')], (name) => /\.(cc|h)$/.test(name)),
    headers: join(dirname(resolve('node-api-headers/package.json')), 'include'),
  };
}

function resolveTfjs(resolve) {
  try {
    return resolve('@tensorflow/tfjs-node-gpu/package.json');
  } catch {
    throw new SetupError(
      'the package @tensorflow/tfjs-node-gpu is not installed: install nao again with npm install --ignore-scripts',
    );
  }
}

/** Returns true if the addon is built for this build of TensorFlow and linked to it. */
export function isAddonReady(addon, tensorflow) {
  return (
    existsSync(addon.binary) &&
    readStamp(addon.stamp) === computeAddonKey(addon, tensorflow) &&
    linksTo(addon.deps, tensorflow)
  );
}

/**
 * Builds tfjs-node's addon for a build of TensorFlow, unless it is ready.
 *
 * @returns {Promise<boolean>} true if anything was done
 */
export async function buildAddon(addon, tensorflow) {
  if (isAddonReady(addon, tensorflow)) return false;
  link(addon.deps, tensorflow);
  if (existsSync(addon.binary) && readStamp(addon.stamp) === computeAddonKey(addon, tensorflow)) return true;
  const compiler = await findCompiler();
  await step('build the native addon', async () => {
    // The temporary folder has the same parent, so that the addon finds TensorFlow by its relative path when it is tested.
    mkdirSync(dirname(addon.folder), { recursive: true });
    const folder = mkdtempSync(`${addon.folder}.`);
    try {
      const binary = join(folder, basename(addon.binary));
      const lib = join(addon.deps, 'lib');
      await compile(compiler, {
        output: binary,
        includes: [addon.headers, join(addon.deps, 'include'), addon.tfjs],
        sources: [...addon.sources.filter((source) => source.endsWith('.cc')).toSorted(), ...ownSources],
        linkerOptions: [
          ...replacedFunctions.map((name) => `-Wl,--wrap=${name}`),
          `-L${lib}`,
          '-ltensorflow',
          '-ltensorflow_framework',
          '-Wl,-rpath,$ORIGIN/../../deps/lib',
        ],
      });
      const captureBinary = join(folder, 'nao_capture.node');
      await compile(compiler, { output: captureBinary, includes: [addon.headers], sources: [capture] });
      await assertLoadable(binary);
      rmSync(addon.stamp, { force: true });
      mkdirSync(addon.folder, { recursive: true });
      for (const each of [captureBinary, binary]) renameSync(each, join(addon.folder, basename(each)));
      writeStamp(addon.stamp, computeAddonKey(addon, tensorflow));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return true;
}

/**
 * Compiles an addon without node-gyp, which would need Python, make and the headers of this Node. Without a shell, the project's path
 * may contain spaces and any letters.
 */
async function compile(compiler, { output: binary, includes, sources, linkerOptions = [] }) {
  const { code, output } = await run(compiler, [
    '-std=c++17',
    '-O3',
    '-fPIC',
    '-shared',
    '-fno-exceptions',
    '-fno-rtti',
    '-pthread',
    `-DNAPI_VERSION=${napiVersion}`,
    '-DBUILDING_NODE_EXTENSION',
    `-DNODE_GYP_MODULE_NAME=${basename(binary, '.node')}`,
    '-o',
    binary,
    ...includes.map((folder) => `-I${folder}`),
    ...sources,
    ...linkerOptions,
  ]);
  if (code !== 0) {
    throw isDiskFull(output)
      ? createDiskFullError('building the native addon')
      : new SetupError(`${compiler} cannot build the native addon: ${summarizeOutput(output)}`);
  }
}

async function assertLoadable(binary) {
  const { code, output } = await run(process.execPath, ['-e', 'require(process.argv[1])', binary]);
  if (code !== 0)
    throw new SetupError(`the native addon was built but does not load: ${summarizeOutput(output)}`);
}

function computeAddonKey({ tfjs, sources }, tensorflow) {
  return digest(tfjs, [...sources, capture, ...ownSources], basename(tensorflow), napiVersion);
}

function linksTo(path, target) {
  return (
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(path) === target
  );
}

function link(path, target) {
  if (linksTo(path, target)) return;
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    rmSync(path, { recursive: true, force: true });
  const partial = `${path}.${process.pid}.partial`;
  symlinkSync(target, partial);
  renameSync(partial, path); // a running process keeps its library
}
