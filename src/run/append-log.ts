import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { syncFolder, withDiskErrors, writeAll } from '../files/durable';

/** Length of a log at a checkpoint, and the SHA-256 hash of so many first bytes. */
export const logPositionSchema = z.strictObject({
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
});

export type LogPosition = z.infer<typeof logPositionSchema>;

/** A file that is only appended to, and cut back to a checkpoint's position on resume. */
export class AppendLog {
  /** True if the file may have changes that are not on the disk: also those of a killed process. */
  private isChanged = true;

  private constructor(
    readonly file: string,
    private readonly fd: number,
    private bytes: number,
    /** Hash of all bytes; undefined until it is first needed, since that reads an existing file. */
    private hash: Hash | undefined,
  ) {}

  /** Opens a file, or creates it. @throws MachineError if it cannot be written */
  static open(file: string): AppendLog {
    return withDiskErrors(file, () => {
      const isNew = !fs.existsSync(file);
      const fd = fs.openSync(file, 'a+');
      if (isNew) syncFolder(path.dirname(file));
      const { size } = fs.fstatSync(fd);
      return new AppendLog(file, fd, size, size === 0 ? createHash('sha256') : undefined);
    });
  }

  /** Size in bytes. */
  get size(): number {
    return this.bytes;
  }

  /** Returns the first bytes of the file, at most `count`. */
  readStart(count: number): Buffer {
    const start = Buffer.alloc(Math.min(count, this.bytes));
    fs.readSync(this.fd, start, 0, start.length, 0);
    return start;
  }

  append(bytes: Uint8Array): void {
    this.isChanged = true;
    writeAll(this.fd, bytes, this.file);
    this.hash?.update(bytes);
    this.bytes += bytes.length;
  }

  /** Flushes the file to the disk, so that it survives a power failure. */
  flush(): void {
    if (!this.isChanged) return;
    withDiskErrors(this.file, () => fs.fsyncSync(this.fd));
    this.isChanged = false;
  }

  position(): LogPosition {
    this.hash ??= this.hashStart(this.bytes);
    return { bytes: this.bytes, sha256: this.hash.copy().digest('hex') };
  }

  /** Describes how the file differs from what it was at a position, rows after it aside; undefined if it does not. */
  findDamage({ bytes, sha256 }: LogPosition): string | undefined {
    const found = Math.min(this.bytes, bytes);
    return describeLogDamage({ bytes, sha256 }, found, () => this.hashStart(found).digest('hex'));
  }

  /** Cuts the file back to its first bytes. */
  truncateTo(bytes: number): void {
    if (bytes === this.bytes) return;
    this.isChanged = true;
    withDiskErrors(this.file, () => fs.ftruncateSync(this.fd, bytes));
    this.bytes = bytes;
    this.hash = bytes === 0 ? createHash('sha256') : undefined;
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private hashStart(bytes: number): Hash {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (let done = 0; done < bytes;) {
      const size = fs.readSync(this.fd, chunk, 0, Math.min(chunk.length, bytes - done), done);
      if (size === 0) break; // another process has cut the file
      hash.update(chunk.subarray(0, size));
      done += size;
    }
    return hash;
  }
}

/**
 * Describes how a log differs from what it was at a position; undefined if it does not.
 *
 * @param found bytes that the file has, at most those of the position
 * @param hashStart returns the SHA-256 hash of these bytes
 */
export function describeLogDamage(
  { bytes, sha256 }: LogPosition,
  found: number,
  hashStart: () => string,
): string | undefined {
  if (found < bytes) return `has ${found} bytes, fewer than the ${bytes} at the last checkpoint`;
  if (hashStart() === sha256) return undefined;
  return `is damaged in its first ${bytes} bytes, which were intact at the last checkpoint`;
}
