import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { XzReadableStream } from 'xz-decompress';
import { InputError } from '../errors';

/** A file or folder in an archive. `path` has no leading `./` and no trailing `/`. */
export interface TarEntry {
  readonly path: string;
  /** The contents of a file; undefined for a folder. */
  readonly bytes: Buffer | undefined;
}

/** tar-stream does not export the type of its entries. */
type Entry = tar.Extract extends AsyncIterable<infer T> ? T : never;

type Opener = (file: string) => Readable;

const OPENERS: readonly [extension: RegExp, open: Opener][] = [
  [/\.tar$/i, (file) => createReadStream(file)],
  [/\.(tar\.gz|tgz)$/i, (file) => pipeWithErrors(createReadStream(file), createGunzip())],
  [/\.(tar\.xz|txz)$/i, openXz],
];

/** Returns true if `readTar` supports the path's extension. */
export function isTarName(path: string): boolean {
  return OPENERS.some(([extension]) => extension.test(path));
}

/**
 * Reads .tar, .tar.gz and .tar.xz files entry by entry, with one entry's contents in memory at a time. Files that are not
 * `wanted` are skipped.
 *
 * @throws InputError naming the archive if it is damaged, truncated, or a wanted file is a link
 */
export async function* readTar(file: string, wanted: (path: string) => boolean): AsyncGenerator<TarEntry> {
  const source = openArchive(file);
  const end = new EndOfArchiveDetector();
  const extract = tar.extract();
  let failure: Error | undefined;
  const reading = pipeline(source, end, extract).catch((error: Error) => {
    failure ??= error;
  });
  try {
    for await (const entry of extract) {
      const found = await readEntry(file, entry, wanted);
      if (found !== undefined) yield found;
    }
    await reading;
    if (failure) throw failure;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file} is damaged or truncated (${(failure ?? (error as Error)).message}): fetch or pack it again`,
    );
  } finally {
    source.destroy();
  }
  if (!end.seen) {
    throw new InputError(`${file} is truncated (no end-of-archive mark): fetch or pack it again`);
  }
}

function openArchive(file: string): Readable {
  const opener = OPENERS.find(([extension]) => extension.test(file));
  if (!opener) {
    throw new InputError(`${file} is not a supported archive: give a .tar, .tar.gz or .tar.xz file`);
  }
  return opener[1](file);
}

/** Reads an entry. @returns undefined if it is skipped */
async function readEntry(
  file: string,
  entry: Entry,
  wanted: (path: string) => boolean,
): Promise<TarEntry | undefined> {
  const { name, type, linkname } = entry.header;
  const path = name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  if (type === 'directory') {
    entry.resume();
    return path === '' || path === '.' ? undefined : { path, bytes: undefined };
  }
  if (!wanted(path)) {
    entry.resume();
    return undefined;
  }
  if (type !== 'file' && type !== 'contiguous-file') {
    throw new InputError(
      `${file} has ${path} as a ${type} to ${linkname ?? 'nothing'}: pack the files themselves ` +
        `(tar --dereference --hard-dereference)`,
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return { path, bytes: Buffer.concat(chunks) };
}

/** Detects the block of zeros that ends an archive. A file truncated between two entries is otherwise a valid archive. */
class EndOfArchiveDetector extends Transform {
  private tail = Buffer.alloc(0);

  get seen(): boolean {
    return this.tail.length === 512 && this.tail.every((byte) => byte === 0);
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    this.tail = Buffer.concat([this.tail, chunk.subarray(-512)]).subarray(-512);
    done(null, chunk);
  }
}

function openXz(file: string): Readable {
  const compressed = createReadStream(file);
  const plain = new XzReadableStream(toWebStream(compressed));
  return Readable.fromWeb(plain).on('close', () => compressed.destroy());
}

/** Converts on demand. `Readable.toWeb` can push a chunk after the stream was canceled, and then throws. */
function toWebStream(readable: Readable): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

function pipeWithErrors(source: Readable, decompressor: Transform): Readable {
  source.on('error', (error) => decompressor.destroy(error));
  decompressor.on('close', () => source.destroy());
  return source.pipe(decompressor);
}
