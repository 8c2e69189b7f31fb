import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { removeOrphans, replaceFileAsync } from '../../files/durable';
import { makeFolder } from '../../files/make-folder';
import { getDecodedFolder } from '../cache-folder';
import { digest } from '../digest';
import type { LoadCallbacks } from '../load-callbacks';
import type { ImageDataset } from './dataset';

/** Magic bytes of a cache file. To be changed with the file format or the decoding. */
const FORMAT_MAGIC = 'nao data set 2\n';
const CHECKSUM_BYTES = 32;
/** Bytes per read or write, well below the 2 GiB limit of a system call. */
const CHUNK_BYTES = 1 << 24;

const headerSchema = z.strictObject({
  name: z.string(),
  height: z.number().int().positive(),
  width: z.number().int().positive(),
  channels: z.number().int().positive(),
  classNames: z.array(z.string()),
  trainImages: z.number().int().nonnegative(),
  testImages: z.number().int().nonnegative(),
  notices: z.array(z.string()),
});

/**
 * Loads a data set from the cache, or decodes and caches it. Cache files are written atomically and have a checksum, so
 * that partial files are never used. A cache that cannot be written is only a warning. Notices of the decoding are cached and
 * given again.
 *
 * @param key the inputs of the decoding: source kind, digest of the contents, settings, decoder version
 */
export async function loadCachedOrDecode(
  name: string,
  key: readonly string[],
  decode: (callbacks: LoadCallbacks) => Promise<ImageDataset>,
  callbacks: LoadCallbacks,
): Promise<ImageDataset> {
  const file = join(
    getDecodedFolder(),
    `${name}-${digest([FORMAT_MAGIC, name, ...key]).slice(0, 40)}.images`,
  );
  const found = await readDecoded(file);
  if (found === 'damaged') {
    callbacks.onNotice?.(`the cached images in ${file} are damaged: decoding them again`);
  } else if (found !== 'absent') {
    for (const notice of found.notices) callbacks.onNotice?.(notice);
    callbacks.onSource?.(file);
    return found.dataset;
  }
  const notices: string[] = [];
  const dataset = await decode({
    ...callbacks,
    onNotice(notice) {
      notices.push(notice);
      callbacks.onNotice?.(notice);
    },
  });
  try {
    await writeDecoded(file, { dataset, notices });
  } catch (error) {
    callbacks.onNotice?.(
      `the decoded images could not be cached in ${file} (${(error as Error).message}): ` +
        `set NAO_CACHE_DIR to a writable folder, or the next start decodes them again`,
    );
  }
  return dataset;
}

/** A decoded data set with what the user was told about it. */
export interface DecodedImages {
  readonly dataset: ImageDataset;
  readonly notices: readonly string[];
}

/** Writes `file` atomically. */
export async function writeDecoded(file: string, { dataset, notices }: DecodedImages): Promise<void> {
  makeFolder(dirname(file));
  removeOrphans(dirname(file), basename(file));
  const { train, test, ...shape } = dataset;
  const { name, height, width, channels, classNames } = shape;
  const header = Buffer.from(
    JSON.stringify({
      ...{ name, height, width, channels, classNames },
      trainImages: train.labels.length,
      testImages: test.labels.length,
      notices,
    }),
  );
  const headerLength = Buffer.alloc(4);
  headerLength.writeUInt32LE(header.length);
  await replaceFileAsync(file, async (temporary) => {
    const handle = await open(temporary, 'w');
    try {
      const hash = createHash('sha256');
      const parts: Buffer[] = [Buffer.from(FORMAT_MAGIC), headerLength, header];
      for (const set of [train, test]) parts.push(toBytes(set.pixels), toBytes(set.labels));
      for (const part of parts) await writeHashed(handle, part, hash);
      await handle.writeFile(hash.digest());
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Reads a file of `writeDecoded`. Any other file is `damaged`. */
export async function readDecoded(file: string): Promise<DecodedImages | 'absent' | 'damaged'> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch {
    // Missing or unreadable. In the latter case writing the decoded images reports the reason.
    return 'absent';
  }
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256');
    let position = 0;
    const readNext = async (bytes: Buffer): Promise<boolean> => {
      const whole = position + bytes.length <= size && (await readHashed(handle, bytes, position, hash));
      position += bytes.length;
      return whole;
    };
    const start = Buffer.alloc(FORMAT_MAGIC.length + 4);
    if (!(await readNext(start)) || start.toString('latin1', 0, FORMAT_MAGIC.length) !== FORMAT_MAGIC)
      return 'damaged';
    const headerLength = start.readUInt32LE(FORMAT_MAGIC.length);
    if (position + headerLength + CHECKSUM_BYTES > size) return 'damaged';
    const headerBytes = Buffer.alloc(headerLength);
    if (!(await readNext(headerBytes))) return 'damaged';
    const header = headerSchema.safeParse(tryParseJson(headerBytes.toString()));
    if (!header.success) return 'damaged';
    const { trainImages, testImages, notices, ...shape } = header.data;
    const pixelsPerImage = shape.height * shape.width * shape.channels;
    // Checked before allocating, because the counts of a damaged header can be arbitrary.
    const bodyBytes = (trainImages + testImages) * (pixelsPerImage + Int32Array.BYTES_PER_ELEMENT);
    if (position + bodyBytes + CHECKSUM_BYTES !== size) return 'damaged';
    const [train, test] = [trainImages, testImages].map((images) => ({
      pixels: new Uint8Array(images * pixelsPerImage),
      labels: new Int32Array(images),
    }));
    for (const set of [train, test]) {
      if (!(await readNext(toBytes(set.pixels))) || !(await readNext(toBytes(set.labels)))) return 'damaged';
    }
    const checksum = Buffer.alloc(CHECKSUM_BYTES);
    await handle.read(checksum, 0, CHECKSUM_BYTES, position);
    return hash.digest().equals(checksum) ? { dataset: { ...shape, train, test }, notices } : 'damaged';
  } finally {
    await handle.close();
  }
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toBytes(array: Uint8Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

async function writeHashed(handle: FileHandle, bytes: Buffer, hash: Hash): Promise<void> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
}

/** Fills `bytes` from `position`. @returns false if the file ends before */
async function readHashed(handle: FileHandle, bytes: Buffer, position: number, hash: Hash): Promise<boolean> {
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(
      bytes,
      at,
      Math.min(CHUNK_BYTES, bytes.length - at),
      position + at,
    );
    if (bytesRead === 0) return false;
    hash.update(bytes.subarray(at, at + bytesRead));
    at += bytesRead;
  }
  return true;
}
