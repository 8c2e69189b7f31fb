import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { FailedError } from '../errors';
import { replaceFolder, restoreReplacedFolders, withDiskErrors } from '../files/durable';
import { makeSubfolder } from '../files/make-folder';
import { describeReason, getErrorCode, isSystemError } from '../files/system-errors';

/** Checkpoints kept: the newest, and the previous one in case the newest is damaged. */
const MAX_KEPT = 2;

const STATE = 'state.json';
const MANIFEST = 'manifest.json';

const manifestSchema = z.strictObject({
  sequence: z.number().int().nonnegative(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});
type Manifest = z.infer<typeof manifestSchema>;

/** An intact checkpoint. */
export interface Checkpoint {
  readonly sequence: number;
  /** Folder of the files written with it. */
  readonly folder: string;
  /** State given to `write`, parsed from JSON. */
  readonly state: unknown;
}

/**
 * Checkpoints of a run: folders `<sequence>/` with the written files, `state.json`, and a manifest of sizes and SHA-256 hashes.
 * Each is written atomically. The last two are kept.
 */
export class Checkpoints {
  /** Sequence number of the last checkpoint that was written or read; 0 before the first. */
  private sequence = 0;

  /** @param assertMayWrite throws if this process must not write a checkpoint now */
  constructor(
    private readonly folder: string,
    private readonly assertMayWrite: () => void = () => undefined,
  ) {}

  /**
   * Writes the checkpoint that follows the last one written or read.
   *
   * @param state plain JSON
   * @param writeFiles writes files, but no subfolders, into the given folder
   * @returns its sequence number, from 1
   * @throws FailedError if the disk is full, or this process must not write; earlier checkpoints stay
   */
  write(state: unknown, writeFiles: (folder: string) => void): number {
    const sequence = this.sequence + 1;
    this.assertMayWrite();
    // Not its parent: a run folder that was moved must not appear again.
    withDiskErrors(this.folder, () => makeSubfolder(this.folder));
    // A damaged checkpoint has the same number if the run fell back to the previous one.
    replaceFolder(path.join(this.folder, formatSequence(sequence)), (temporary) => {
      writeFiles(temporary);
      fs.writeFileSync(path.join(temporary, STATE), JSON.stringify(state));
      const manifest: Manifest = { sequence, files: listFiles(temporary) };
      fs.writeFileSync(path.join(temporary, MANIFEST), JSON.stringify(manifest));
    });
    restoreReplacedFolders(this.folder);
    this.sequence = sequence;
    this.removeDamaged();
    for (const old of this.listSequences().filter((each) => each <= sequence - MAX_KEPT)) this.remove(old);
    return sequence;
  }

  /**
   * Reads the newest intact checkpoint; returns undefined if none was ever written.
   *
   * @param onDamaged called if a newer checkpoint is damaged
   * @throws FailedError naming all checkpoints if all are damaged
   */
  readLatest(onDamaged: (text: string) => void): Checkpoint | undefined {
    const damaged: string[] = [];
    for (const sequence of this.listSequences()) {
      const folder = path.join(this.folder, formatSequence(sequence));
      const found = verify(folder, sequence);
      if (typeof found === 'string') {
        damaged.push(`${folder} (${found})`);
        continue;
      }
      if (damaged.length > 0) {
        onDamaged(
          `checkpoint ${damaged.join(' and ')} is damaged: continuing from the previous one, ${folder}`,
        );
      }
      this.sequence = sequence;
      return { sequence, folder, state: found.state };
    }
    if (damaged.length === 0) return undefined;
    throw new FailedError(
      `all checkpoints are damaged: ${damaged.join(' and ')}; restore a copy of one, or start a new run in another folder`,
    );
  }

  /** Removes the damaged checkpoints that are newer than the one that was read, before the logs are cut back to that one. */
  removeDamaged(): void {
    for (const newer of this.listSequences().filter((each) => each > this.sequence)) this.remove(newer);
  }

  /** Reads the state of the newest checkpoint whose state is intact, without its other files; undefined if there is none. */
  readLatestState(): unknown {
    for (const sequence of this.listSequences()) {
      const found = readStateIfExists(path.join(this.folder, formatSequence(sequence)), sequence);
      if (found !== undefined) return found.state;
    }
    return undefined;
  }

  /** True if no checkpoint was ever written. */
  get isEmpty(): boolean {
    return this.listSequences().length === 0;
  }

  private remove(sequence: number): void {
    fs.rmSync(path.join(this.folder, formatSequence(sequence)), { recursive: true, force: true });
  }

  /** Lists the sequence numbers, newest first. */
  private listSequences(): number[] {
    return listFolder(this.folder)
      .filter((entry) => /^\d{8}$/.test(entry))
      .map(Number)
      .sort((a, b) => b - a);
  }
}

/** Lists a folder; empty if it does not exist. @throws FailedError if it cannot be read */
function listFolder(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return [];
    if (!isSystemError(error)) throw error;
    throw new FailedError(
      `cannot read the checkpoints in ${folder} (${describeReason(error)}): restore the folder, or start a new run`,
      { cause: error },
    );
  }
}

function formatSequence(sequence: number): string {
  return String(sequence).padStart(8, '0');
}

function listFiles(folder: string): Manifest['files'] {
  return fs
    .readdirSync(folder)
    .sort()
    .map((file) => {
      const inFolder = path.join(folder, file);
      return { name: file, bytes: fs.statSync(inFolder).size, sha256: computeSha256(inFolder) };
    });
}

/** Returns the state of an intact checkpoint, or a description of the damage. */
function verify(folder: string, sequence: number): { state: unknown } | string {
  return readState(folder, sequence, () => true);
}

/**
 * Returns the state of a checkpoint, or a description of the damage.
 *
 * @param isChecked files that must be intact in addition to the state
 */
function readState(
  folder: string,
  sequence: number,
  isChecked: (file: string) => boolean = () => false,
): { state: unknown } | string {
  const manifest = readManifest(path.join(folder, MANIFEST));
  if (manifest?.sequence !== sequence) return `${MANIFEST} is damaged`;
  if (!manifest.files.some((file) => file.name === STATE)) return `${MANIFEST} does not list ${STATE}`;
  for (const file of manifest.files) {
    if (file.name !== STATE && !isChecked(file.name)) continue;
    const inFolder = path.join(folder, file.name);
    const size = fs.statSync(inFolder, { throwIfNoEntry: false })?.size;
    if (size === undefined) return `${file.name} is missing`;
    if (size !== file.bytes) return `${file.name} has ${size} bytes instead of ${file.bytes}`;
    const hash = computeSha256IfReadable(inFolder);
    if (hash === undefined) return `${file.name} cannot be read`;
    if (hash !== file.sha256) return `${file.name} does not match its SHA-256 hash`;
  }
  return { state: JSON.parse(fs.readFileSync(path.join(folder, STATE), 'utf8')) as unknown };
}

/** Returns the state of a checkpoint; undefined if it is damaged, or a running search has just removed it. */
function readStateIfExists(folder: string, sequence: number): { state: unknown } | undefined {
  try {
    const found = readState(folder, sequence);
    return typeof found === 'string' ? undefined : found;
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readManifest(file: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // missing or damaged
  }
}

/** Returns the hash of a file; undefined if the file system reports an error. */
function computeSha256IfReadable(file: string): string | undefined {
  try {
    return computeSha256(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

/** Hashes a file in chunks, since a supernet's weights may not fit in memory twice. */
function computeSha256(file: string): string {
  const hash = createHash('sha256');
  const fd = fs.openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (let size = fs.readSync(fd, chunk); size > 0; size = fs.readSync(fd, chunk)) {
      hash.update(chunk.subarray(0, size));
    }
  } finally {
    fs.closeSync(fd);
  }
  return hash.digest('hex');
}
