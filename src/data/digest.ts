import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ImageDataset } from './dataset';
import type { TextDataset } from './text-dataset';

/** Digest of a file's contents, read as a stream. */
export async function fileDigest(
  file: string,
  algorithm: 'sha256' | 'sha512' | 'md5',
  encoding: 'hex' | 'base64' = 'hex',
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest(encoding);
}

/** Hex SHA-256 of the parts. Each part's length goes in too, so `['ab', 'c']` and `['a', 'bc']` differ. */
export function digest(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}

/** Hex SHA-256 of the training images: their classes and shape, pixels and labels. */
export function trainingDigest({ classNames, height, width, channels, train }: ImageDataset): string {
  return digest([...classNames, `${height}x${width}x${channels}`, train.pixels, bytesOf(train.labels)]);
}

/** Hex SHA-256 of a text: its vocabulary, and the tokens to train and to score on. */
export function textDigest({ vocabulary, train, valid }: TextDataset): string {
  return digest([...vocabulary, bytesOf(train), bytesOf(valid)]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
