import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { FailedError } from '../errors';
import { replaceFolder } from '../files/durable';

/** How many are kept: the newest, and the one before in case the newest is damaged. */
const MAX_KEPT = 2;

const STATE = 'state.json';
const MANIFEST = 'manifest.json';

const manifestSchema = z.strictObject({
  sequence: z.number().int().nonnegative(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});
type Manifest = z.infer<typeof manifestSchema>;

/** A checkpoint that was found whole. */
export interface Checkpoint {
  readonly sequence: number;
  /** Where the files lie that were written with it. */
  readonly folder: string;
  /** What was given to `write`, out of JSON. */
  readonly state: unknown;
}

/**
 * The checkpoints of a run, folders `<sequence>/` with the files that were written, `state.json` and a manifest of sizes
 * and SHA-256 sums. Each is written beside and renamed, so one that is there was finished; the last two are kept.
 */
export class Checkpoints {
  /** Of the checkpoint that the run is at; 0 before the first. */
  private sequence = 0;

  constructor(private readonly folder: string) {}

  /**
   * Writes the checkpoint after the one that was written, or found by `latest`, before.
   *
   * @param state plain JSON
   * @param writeFiles puts files into the folder it is given, none in folders below
   * @returns its sequence number, from 1
   * @throws FailedError if the disk is full; the checkpoints before stay
   */
  write(state: unknown, writeFiles: (folder: string) => void): number {
    const sequence = this.sequence + 1;
    // A damaged checkpoint may have the same number if the run has fallen back to the one before.
    replaceFolder(path.join(this.folder, formatSequence(sequence)), (temporary) => {
      writeFiles(temporary);
      fs.writeFileSync(path.join(temporary, STATE), JSON.stringify(state));
      const manifest: Manifest = { sequence, files: listFiles(temporary) };
      fs.writeFileSync(path.join(temporary, MANIFEST), JSON.stringify(manifest));
    });
    for (const old of this.listSequences().filter((each) => each > sequence || each <= sequence - MAX_KEPT)) {
      fs.rmSync(path.join(this.folder, formatSequence(old)), { recursive: true, force: true });
    }
    this.sequence = sequence;
    return sequence;
  }

  /**
   * The newest whole checkpoint; undefined where none was ever written.
   *
   * @param onDamaged told if a newer one is damaged
   * @throws FailedError if all are damaged, naming them
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
        onDamaged(`checkpoint ${damaged.join(' and ')} is damaged: going on from the one before, ${folder}`);
      }
      this.sequence = sequence;
      return { sequence, folder, state: found.state };
    }
    if (damaged.length === 0) return undefined;
    throw new FailedError(
      `no checkpoint is whole: ${damaged.join(' and ')}; put a copy of one back, or start a new run in another folder`,
    );
  }

  /** Newest first. */
  private listSequences(): number[] {
    if (!fs.existsSync(this.folder)) return [];
    return fs
      .readdirSync(this.folder)
      .filter((entry) => /^\d{8}$/.test(entry))
      .map(Number)
      .sort((a, b) => b - a);
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

/** The state of a whole checkpoint, or what is wrong with it. */
function verify(folder: string, sequence: number): { state: unknown } | string {
  const manifest = readManifest(path.join(folder, MANIFEST));
  if (manifest?.sequence !== sequence) return `${MANIFEST} is damaged`;
  if (!manifest.files.some((file) => file.name === STATE)) return `${MANIFEST} lists no ${STATE}`;
  for (const file of manifest.files) {
    const inFolder = path.join(folder, file.name);
    const size = fs.statSync(inFolder, { throwIfNoEntry: false })?.size;
    if (size === undefined) return `${file.name} is missing`;
    if (size !== file.bytes) return `${file.name} has ${size} bytes instead of ${file.bytes}`;
    if (computeSha256(inFolder) !== file.sha256) return `${file.name} has other contents than were written`;
  }
  return { state: JSON.parse(fs.readFileSync(path.join(folder, STATE), 'utf8')) as unknown };
}

function readManifest(file: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // missing or torn
  }
}

/** Read in pieces: a supernet's weights may not fit in memory twice. */
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
