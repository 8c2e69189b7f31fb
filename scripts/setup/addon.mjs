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
import { diskFull, gist, isDiskFull, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { findCompiler } from './platform.mjs';
import { digest, filesUnder, readStamp, writeStamp } from './stamp.mjs';
import { step } from './log.mjs';

/** Node-API is stable across Node's releases, so an addon built for this version runs on Node 20, 22, 24 and later. */
const napiVersion = 8;

/** An addon of our own, see there; src/native/load.ts uses it. */
const capture = fileURLToPath(new URL('capture.cc', import.meta.url));

/** Where tfjs-node and its native parts lie: in a checkout, or wherever npm put them beside an installed package. */
export function locateAddon(root) {
  const resolve = createRequire(join(root, 'package.json')).resolve;
  const tfjs = dirname(resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const folder = join(tfjs, 'lib', `napi-v${napiVersion}`);
  return {
    tfjs,
    deps: join(tfjs, 'deps'),
    folder,
    binary: join(folder, 'tfjs_binding.node'),
    stamp: join(folder, 'nao-stamp'),
    sources: filesUnder([join(tfjs, 'binding')], (name) => /\.(cc|h)$/.test(name)),
    headers: join(dirname(resolve('node-api-headers/package.json')), 'include'),
  };
}

/** Whether the addon is built against this build of TensorFlow and linked to it. */
export function isAddonReady(addon, tensorflow) {
  return (
    existsSync(addon.binary) &&
    readStamp(addon.stamp) === addonKey(addon, tensorflow) &&
    linksTo(addon.deps, tensorflow)
  );
}

/**
 * Builds tfjs-node's addon against a build of TensorFlow, unless that is done.
 *
 * @returns {Promise<boolean>} whether something was done
 */
export async function buildAddon(addon, tensorflow) {
  if (isAddonReady(addon, tensorflow)) return false;
  link(addon.deps, tensorflow);
  if (existsSync(addon.binary) && readStamp(addon.stamp) === addonKey(addon, tensorflow)) return true;
  const compiler = await findCompiler();
  await step('build the native addon', async () => {
    // Beside its place: the addon looks for TensorFlow by a path relative to its own, so it can be tried there.
    mkdirSync(dirname(addon.folder), { recursive: true });
    const folder = mkdtempSync(`${addon.folder}.`);
    try {
      const binary = join(folder, basename(addon.binary));
      const lib = join(addon.deps, 'lib');
      await compile(compiler, [
        ...['-DNODE_GYP_MODULE_NAME=tfjs_binding', '-o', binary],
        ...['-I', addon.headers, '-I', join(addon.deps, 'include'), '-I', addon.tfjs],
        ...addon.sources.filter((source) => source.endsWith('.cc')).toSorted(),
        ...['-L', lib, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
      ]);
      const captureBinary = join(folder, 'nao_capture.node');
      await compile(compiler, [
        '-DNODE_GYP_MODULE_NAME=nao_capture',
        '-o',
        captureBinary,
        '-I',
        addon.headers,
        capture,
      ]);
      await tryLoading(binary);
      rmSync(addon.stamp, { force: true });
      mkdirSync(addon.folder, { recursive: true });
      for (const each of [captureBinary, binary]) renameSync(each, join(addon.folder, basename(each)));
      writeStamp(addon.stamp, addonKey(addon, tensorflow));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return true;
}

/**
 * The compiler alone and no node-gyp: no Python or make, no headers of this Node, and no shell on the way, so that a project
 * path may hold spaces and any letters.
 */
async function compile(compiler, args) {
  const { code, output } = await run(compiler, [
    ...['-std=c++17', '-O3', '-fPIC', '-shared', '-fno-exceptions', '-fno-rtti', '-pthread'],
    ...[`-DNAPI_VERSION=${napiVersion}`, '-DBUILDING_NODE_EXTENSION'],
    ...args,
  ]);
  if (code !== 0) {
    throw isDiskFull(output)
      ? diskFull('building the native addon')
      : new SetupFailure(`${compiler} could not build the native addon: ${gist(output)}.`);
  }
}

async function tryLoading(binary) {
  const { code, output } = await run(process.execPath, ['-e', 'require(process.argv[1])', binary]);
  if (code !== 0) throw new SetupFailure(`the native library was built but does not load: ${gist(output)}.`);
}

function addonKey({ tfjs, sources }, tensorflow) {
  return digest(tfjs, [...sources, capture], basename(tensorflow), napiVersion);
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
  renameSync(partial, path); // a process that is running now keeps a whole library
}
