import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { XzReadableStream } from 'xz-decompress';
import { InputError } from '../errors';
import { type CompressedFormat, findCompressedFormat, SIGNATURE_BYTES } from '../files/compressed';
import { createReadError } from '../files/read-error';
import { readStart } from '../files/read-start';
import { createNameError, decodeFileName } from './file-name';

/** A file or folder in an archive. `path` has no leading `./` and no trailing `/`. */
export interface TarEntry {
  readonly path: string;
  /** The contents of a file; undefined for a folder. */
  readonly bytes: Buffer | undefined;
}

/** tar-stream does not export the type of its entries. */
type Entry = tar.Extract extends AsyncIterable<infer T> ? T : never;

/** Options that the types of tar-stream lack. */
const EXTRACT_OPTIONS: NonNullable<Parameters<typeof tar.extract>[0]> & object = {
  ...{ filenameEncoding: 'latin1' }, // names are decoded by decodeName
  ...{ allowUnknownFormat: true }, // archives of the first tar programs have no format mark
};

/** Returns true if a path is named as the archives that `readTar` reads. */
export function isTarName(path: string): boolean {
  return /\.(tar|tar\.gz|tgz|tar\.xz|txz)$/i.test(path);
}

/** How compressed archives are read; formats that are not have none. */
const READERS: { readonly [Format in CompressedFormat]?: (file: string) => Readable } = {
  gzip: (file) => pipeWithErrors(createReadStream(file), createGunzip()),
  xz: openXz,
};

/**
 * Reads a tar, plain or compressed by gzip or xz, entry by entry, with one entry's contents in memory at a time. Files that
 * are not `wanted` are skipped.
 *
 * @throws InputError naming the archive if it is damaged, truncated or of another format; if a wanted file is a link, or has a
 *   name that is not UTF-8
 */
export async function* readTar(file: string, wanted: (path: string) => boolean): AsyncGenerator<TarEntry> {
  const source = await openArchive(file);
  const end = new EndOfArchiveDetector();
  const extract = tar.extract(EXTRACT_OPTIONS);
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

async function openArchive(file: string): Promise<Readable> {
  const start = await readStart(file, SIGNATURE_BYTES).catch((error: unknown) => {
    throw createReadError(file, error, 'give a readable archive');
  });
  const format = findCompressedFormat(start);
  if (format === undefined) return createReadStream(file);
  const read = READERS[format];
  if (read !== undefined) return read(file);
  throw new InputError(
    `${file} is a ${format} file inside: unpack it, or pack it as .tar, .tar.gz or .tar.xz`,
  );
}

/** Reads an entry. @returns undefined if it is skipped */
async function readEntry(
  file: string,
  entry: Entry,
  wanted: (path: string) => boolean,
): Promise<TarEntry | undefined> {
  const { name, type, linkname } = entry.header;
  const pax = entry.header.pax as Readonly<Record<string, string>> | null | undefined;
  const path = decodeName(name, pax?.path)
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '');
  if (!wanted(path)) {
    entry.resume();
    return undefined;
  }
  if (path.includes('\ufffd')) {
    if (pax?.path !== undefined) throw createNameError(path, file);
    decodeFileName(Buffer.from(name, 'latin1'), file);
  }
  if (type === 'directory') {
    entry.resume();
    return path === '' || path === '.' ? undefined : { path, bytes: undefined };
  }
  if (type !== 'file' && type !== 'contiguous-file') {
    throw new InputError(
      `${file} has ${path} as a ${type} to ${linkname ? decodeName(linkname, pax?.linkpath) : 'nothing'}: ` +
        `pack the files themselves (tar --dereference --hard-dereference)`,
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return { path, bytes: Buffer.concat(chunks) };
}

/** Decodes a name that was read as Latin-1, unless it is from a pax header, which is UTF-8. Invalid bytes become U+FFFD. */
function decodeName(name: string, fromPax: string | undefined): string {
  return fromPax ?? Buffer.from(name, 'latin1').toString();
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
