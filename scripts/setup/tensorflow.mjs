import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, requireRoom } from './cache.mjs';
import { diskFull, downloadFailure, gist, isDiskFull, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { findPython } from './platform.mjs';
import { step } from './log.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/** The release all graphs, kernels and benchmarks are checked with. */
export const tensorflowVersion = '2.21.0';

/** Disk space while unpacking: packages and what is taken from them. */
const roomBytes = { cpu: 1.6e9, gpu: 11e9 };

/**
 * The Python package that holds the native library for a device.
 *
 * @param {'cpu' | 'gpu'} device
 * @param {'x64' | 'arm64'} arch
 * @returns {{package: string, name: string, machine: string}} its name, the name of its folder in the cache, and the
 *   processor in the words of Python's packages
 */
export function wheelFor(device, arch) {
  if (device === 'gpu' && arch === 'arm64') {
    throw new SetupFailure("TensorFlow's packages hold no GPU build for arm64; run npm run setup -- --cpu.");
  }
  // On arm64 the package `tensorflow` is the CPU build.
  const name = device === 'cpu' && arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
  return {
    package: name,
    name: `${name}-${tensorflowVersion}-${arch}-${device}`,
    machine: arch === 'x64' ? 'x86_64' : 'aarch64',
  };
}

/** The folder of a build of TensorFlow in the cache, or undefined where it is not there in full. */
export function cachedTensorFlow(device, arch, env = process.env) {
  const folder = join(cacheFolder(env), 'tensorflow', wheelFor(device, arch).name);
  return readStamp(join(folder, 'complete')) === undefined ? undefined : folder;
}

/**
 * Downloads and unpacks a build of TensorFlow, unless the cache holds it.
 *
 * @returns {Promise<string>} a folder of lib/, include/ and, for a GPU, nvidia/
 */
export async function provideTensorFlow(device, arch) {
  const cached = cachedTensorFlow(device, arch);
  if (cached) return cached;
  const wheel = wheelFor(device, arch);
  const python = await findPython();
  const folder = join(cacheFolder(), 'tensorflow', wheel.name);
  const partial = `${folder}.${process.pid}.partial`;
  requireRoom(join(folder, '..'), roomBytes[device], `TensorFlow for ${device.toUpperCase()}`);
  removeAbandoned(join(folder, '..'));
  try {
    const downloads = join(partial, 'downloads');
    mkdirSync(downloads, { recursive: true });
    await step(`download ${wheel.package} ${tensorflowVersion}`, async () => {
      await download(python, downloads, wheel, [`${wheel.package}==${tensorflowVersion}`]);
      if (device === 'gpu') await download(python, downloads, wheel, await cudaPackages(python, downloads));
    });
    await step('unpack TensorFlow', () => unpack(python, partial, downloads));
    writeStamp(join(partial, 'complete'), tensorflowVersion);
    rmSync(folder, { recursive: true, force: true }); // left half-made by something else than this set-up
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Tags under which packages for glibc 2.27 and later are published; pip takes only those it is told. */
function platforms(machine) {
  const versions = ['_2_27', '_2_24', '_2_17', '2014', '_2_12', '2010', '_2_5', '1'];
  return versions.flatMap((version) => ['--platform', `manylinux${version}_${machine}`]);
}

async function download(python, into, { machine }, requirements) {
  // Named tags make the choice independent of this Python, which runs nothing of the package.
  const tags = [
    '--only-binary=:all:',
    '--python-version',
    '3.12',
    '--implementation',
    'cp',
    '--abi',
    'cp312',
  ];
  const { code, output } = await run(
    python,
    [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--retries',
      '2',
      '--dest',
      into,
      ...tags,
      ...platforms(machine),
      ...requirements,
    ],
    { env: { ...process.env, TMPDIR: into } }, // pip unpacks there: the disk whose room was checked
  );
  if (code !== 0) throw downloadFailure(`pip download ${requirements[0]}`, output, 'Python package index');
}

/** CUDA's packages as the wheel's own metadata names them (`tensorflow[and-cuda]`). */
async function cudaPackages(python, downloads) {
  const [wheel] = wheels(downloads);
  const script =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.read(next(n for n in z.namelist() if n.endswith('.dist-info/METADATA'))).decode())";
  const { code, output } = await run(python, ['-c', script, wheel]);
  if (code !== 0) throw new SetupFailure(`the package ${wheel} cannot be read: ${gist(output)}.`);
  return cudaRequirements(output);
}

/** The requirements of the extra `and-cuda` in a package's METADATA, without their markers. */
export function cudaRequirements(metadata) {
  return metadata
    .split('\n')
    .filter((line) => line.startsWith('Requires-Dist:') && /extra\s*==\s*["']and-cuda["']/.test(line))
    .map((line) =>
      line
        .slice('Requires-Dist:'.length)
        .split(';')[0]
        .replaceAll(/[\s()]/g, ''),
    );
}

async function unpack(python, target, downloads) {
  const script = fileURLToPath(new URL('unpack.py', import.meta.url));
  const { code, output } = await run(python, [script, target, ...wheels(downloads)]);
  if (code !== 0) {
    throw isDiskFull(output)
      ? diskFull('unpacking TensorFlow')
      : new SetupFailure(`unpacking TensorFlow failed: ${gist(output)}.`);
  }
  rmSync(downloads, { recursive: true });
}

function wheels(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .toSorted()
    .map((name) => join(folder, name));
}

/** What a set-up that was killed has left. */
function removeAbandoned(folder) {
  for (const name of readdirSync(folder)) {
    const pid = /\.(\d+)\.partial$/.exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
