import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCacheFolder, requireDiskSpace } from './cache.mjs';
import { createDiskFullError, createDownloadError, summarizeOutput, isDiskFull, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';
import { findPython } from './platform.mjs';
import { step } from './log.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/** TensorFlow release with which all graphs, kernels and benchmarks are tested. */
const tensorflowVersion = '2.21.0';

/** Disk space needed for the packages and the files unpacked from them. */
const diskBytes = { cpu: 1.6e9, gpu: 11e9 };

/**
 * Selects the Python package with the native library for a device.
 *
 * @param {'cpu' | 'gpu'} device
 * @param {'x64' | 'arm64'} arch
 * @returns {{package: string, name: string, machine: string}} its name, the name of its folder in the cache, and the
 *   processor's name in Python packages
 */
export function selectWheel(device, arch) {
  if (device === 'gpu' && arch === 'arm64') {
    throw new SetupError("TensorFlow's packages have no GPU build for arm64: run npm run setup -- --cpu");
  }
  // On arm64 the package `tensorflow` is the CPU build.
  const name = device === 'cpu' && arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
  return {
    package: name,
    name: `${name}-${tensorflowVersion}-${arch}-${device}`,
    machine: arch === 'x64' ? 'x86_64' : 'aarch64',
  };
}

/** Returns the folder of a build of TensorFlow in the cache, or undefined if it is missing or incomplete. */
export function findCachedTensorFlow(device, arch, env = process.env) {
  const folder = join(getCacheFolder(env), 'tensorflow', selectWheel(device, arch).name);
  return readStamp(join(folder, 'complete')) === undefined ? undefined : folder;
}

/**
 * Downloads and unpacks a build of TensorFlow, unless it is cached.
 *
 * @returns {Promise<string>} folder with lib/, include/ and, for a GPU, nvidia/
 */
export async function ensureTensorFlow(device, arch) {
  const cached = findCachedTensorFlow(device, arch);
  if (cached) return cached;
  const wheel = selectWheel(device, arch);
  const python = await findPython();
  const folder = join(getCacheFolder(), 'tensorflow', wheel.name);
  const partial = `${folder}.${process.pid}.partial`;
  requireDiskSpace(join(folder, '..'), diskBytes[device], `TensorFlow for ${device.toUpperCase()}`);
  removeOrphans(join(folder, '..'));
  try {
    const downloads = join(partial, 'downloads');
    mkdirSync(downloads, { recursive: true });
    await step(`download ${wheel.package} ${tensorflowVersion}`, async () => {
      await download(python, downloads, wheel, [`${wheel.package}==${tensorflowVersion}`]);
      if (device === 'gpu')
        await download(python, downloads, wheel, await readCudaPackages(python, downloads));
    });
    await step('unpack TensorFlow', () => unpack(python, partial, downloads));
    writeStamp(join(partial, 'complete'), tensorflowVersion);
    rmSync(folder, { recursive: true, force: true }); // incomplete, and not written by this setup
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Lists the tags of packages for glibc 2.27 and earlier, since pip accepts only tags that it is given. */
function listPlatformTags(machine) {
  const versions = ['_2_27', '_2_24', '_2_17', '2014', '_2_12', '2010', '_2_5', '1'];
  return versions.flatMap((version) => ['--platform', `manylinux${version}_${machine}`]);
}

async function download(python, into, { machine }, requirements) {
  // Explicit tags make the choice independent of this Python, which does not run the package.
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
      ...listPlatformTags(machine),
      ...requirements,
    ],
    { env: { ...process.env, TMPDIR: into } }, // pip unpacks on the disk whose space was checked
  );
  if (code !== 0)
    throw createDownloadError(`pip download ${requirements[0]}`, output, 'Python package index');
}

/** Reads the CUDA packages from the wheel's metadata (`tensorflow[and-cuda]`). */
async function readCudaPackages(python, downloads) {
  const [wheel] = listWheels(downloads);
  const script =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.read(next(n for n in z.namelist() if n.endswith('.dist-info/METADATA'))).decode())";
  const { code, output } = await run(python, ['-c', script, wheel]);
  if (code !== 0) throw new SetupError(`cannot read the package ${wheel}: ${summarizeOutput(output)}`);
  return parseCudaRequirements(output);
}

/** Parses the requirements of the extra `and-cuda` in a package's METADATA, without their markers. */
export function parseCudaRequirements(metadata) {
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
  const { code, output } = await run(python, [script, target, ...listWheels(downloads)]);
  if (code !== 0) {
    throw isDiskFull(output)
      ? createDiskFullError('unpacking TensorFlow')
      : new SetupError(`unpacking TensorFlow failed: ${summarizeOutput(output)}`);
  }
  rmSync(downloads, { recursive: true });
}

function listWheels(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .toSorted()
    .map((name) => join(folder, name));
}

/** Removes the temporary folders of killed setups. */
function removeOrphans(folder) {
  for (const name of readdirSync(folder)) {
    const pid = /\.(\d+)\.partial$/.exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
