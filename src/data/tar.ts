import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { XzReadableStream } from 'xz-decompress';
import { InputError } from '../errors';
import { createReadError } from '../files/read-error';
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

/** First bytes of a format, and how it is read; undefined if it is not. The name says nothing: browsers unpack downloads. */
interface ArchiveFormat {
  readonly name: string;
  readonly start: readonly number[];
  readonly open?: (file: string) => Readable;
}

const FORMATS: readonly ArchiveFormat[] = [
  {
    name: 'gzip',
    start: [0x1f, 0x8b],
    open: (file) => pipeWithErrors(createReadStream(file), createGunzip()),
  },
  { name: 'xz', start: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], open: openXz },
  { name: 'zip', start: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'bzip2', start: [0x42, 0x5a, 0x68] },
  { name: 'Zstandard', start: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: '7z', start: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
];

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
  const start = await readStart(file);
  const format = FORMATS.find((each) => each.start.every((byte, i) => start[i] === byte));
  if (format === undefined) return createReadStream(file);
  if (format.open !== undefined) return format.open(file);
  throw new InputError(
    `${file} is a ${format.name} file inside: unpack it, or pack it as .tar, .tar.gz or .tar.xz`,
  );
}

async function readStart(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw createReadError(file, error, 'give a readable archive');
  }
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
