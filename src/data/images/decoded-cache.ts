import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { removeOrphans, replaceFileAsync } from '../../files/durable';
import { getDecodedFolder } from '../cache-folder';
import { digest } from '../digest';
import type { LoadCallbacks } from '../observer';
import type { ImageDataset } from './dataset';

/** Part of the file's first line: a change of the format or of how images are decoded changes it. */
const format = 'nao data set 1\n';
const checksumBytes = 32;
/** Bytes moved at once, well below the 2 GiB that one system call moves. */
const chunkBytes = 1 << 24;

const headerSchema = z.strictObject({
  name: z.string(),
  height: z.number().int().positive(),
  width: z.number().int().positive(),
  channels: z.number().int().positive(),
  classNames: z.array(z.string()),
  trainImages: z.number().int().nonnegative(),
  testImages: z.number().int().nonnegative(),
});

/**
 * The data set from the cache, or decoded and put there. The key is made of everything that the decoded images depend
 * on, contents included, so changed data are seen. A file is written beside its place and renamed, and its checksum is
 * checked when it is read: half a file is never used. A cache that cannot be written costs time only, and is told.
 *
 * @param key what the images depend on: source kind, digest of the contents, settings, version of the decoder
 */
export async function loadCachedOrDecode(
  name: string,
  key: readonly string[],
  decode: () => Promise<ImageDataset>,
  callbacks: LoadCallbacks,
): Promise<ImageDataset> {
  const file = join(getDecodedFolder(), `${name}-${digest([format, name, ...key]).slice(0, 40)}.images`);
  const found = await readDecoded(file);
  if (found === 'damaged') {
    callbacks.onNotice?.(`The cached images in ${file} are damaged and are made again.`);
  } else if (found !== 'absent') {
    return found;
  }
  const dataset = await decode();
  try {
    await writeDecoded(file, dataset);
  } catch (error) {
    callbacks.onNotice?.(
      `The decoded images could not be cached in ${file} (${(error as Error).message}): ` +
        `the next start decodes them again; set NAO_CACHE_DIR to a folder with room.`,
    );
  }
  return dataset;
}

/** Writes `file` whole or not at all. */
export async function writeDecoded(file: string, dataset: ImageDataset): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await removeOrphans(file);
  const { train, test, ...shape } = dataset;
  const { name, height, width, channels, classNames } = shape;
  const header = Buffer.from(
    JSON.stringify({
      ...{ name, height, width, channels, classNames },
      trainImages: train.labels.length,
      testImages: test.labels.length,
    }),
  );
  const headerLength = Buffer.alloc(4);
  headerLength.writeUInt32LE(header.length);
  await replaceFileAsync(file, async (temporary) => {
    const handle = await open(temporary, 'w');
    try {
      const hash = createHash('sha256');
      const parts: Buffer[] = [Buffer.from(format), headerLength, header];
      for (const set of [train, test]) parts.push(toBytes(set.pixels), toBytes(set.labels));
      for (const part of parts) await writeHashed(handle, part, hash);
      await handle.writeFile(hash.digest());
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Reads what `writeDecoded` wrote; `damaged` for anything else. */
export async function readDecoded(file: string): Promise<ImageDataset | 'absent' | 'damaged'> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch {
    // Not there, or not to be opened: the images are decoded, and writing them tells what is wrong with the place.
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
    const start = Buffer.alloc(format.length + 4);
    if (!(await readNext(start)) || start.toString('latin1', 0, format.length) !== format) return 'damaged';
    const headerLength = start.readUInt32LE(format.length);
    if (position + headerLength + checksumBytes > size) return 'damaged';
    const headerBytes = Buffer.alloc(headerLength);
    if (!(await readNext(headerBytes))) return 'damaged';
    const header = headerSchema.safeParse(tryParseJson(headerBytes.toString()));
    if (!header.success) return 'damaged';
    const { trainImages, testImages, ...shape } = header.data;
    const pixelsPerImage = shape.height * shape.width * shape.channels;
    // Checked before anything is allocated by numbers that a damaged header may have made up.
    const bodyBytes = (trainImages + testImages) * (pixelsPerImage + Int32Array.BYTES_PER_ELEMENT);
    if (position + bodyBytes + checksumBytes !== size) return 'damaged';
    const [train, test] = [trainImages, testImages].map((images) => ({
      pixels: new Uint8Array(images * pixelsPerImage),
      labels: new Int32Array(images),
    }));
    for (const set of [train, test]) {
      if (!(await readNext(toBytes(set.pixels))) || !(await readNext(toBytes(set.labels)))) return 'damaged';
    }
    const checksum = Buffer.alloc(checksumBytes);
    await handle.read(checksum, 0, checksumBytes, position);
    return hash.digest().equals(checksum) ? { ...shape, train, test } : 'damaged';
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
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
}

/** Fills `bytes` from `position`; false if the file ends before. */
async function readHashed(handle: FileHandle, bytes: Buffer, position: number, hash: Hash): Promise<boolean> {
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(
      bytes,
      at,
      Math.min(chunkBytes, bytes.length - at),
      position + at,
    );
    if (bytesRead === 0) return false;
    hash.update(bytes.subarray(at, at + bytesRead));
    at += bytesRead;
  }
  return true;
}
