import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { XzReadableStream } from 'xz-decompress';
import { InputError } from '../errors';

/** A file or folder in an archive. `path` has no `./` before and no `/` behind it. */
export interface TarEntry {
  readonly path: string;
  /** The file's contents; undefined for a folder. */
  readonly bytes: Buffer | undefined;
}

type Decompress = (file: string) => Readable;

const openers: readonly [ending: RegExp, open: Decompress][] = [
  [/\.tar$/i, (file) => createReadStream(file)],
  [/\.(tar\.gz|tgz)$/i, (file) => pipeWithErrors(createReadStream(file), createGunzip())],
  [/\.(tar\.xz|txz)$/i, openXz],
];

/** Whether a path ends like an archive that `readTar` opens. */
export function isTarName(path: string): boolean {
  return openers.some(([ending]) => ending.test(path));
}

/**
 * Reads .tar, .tar.gz and .tar.xz files entry by entry. Contents are held in memory one entry at a time; those of files
 * that are not `wanted` are skipped.
 *
 * @throws InputError naming the archive if it is damaged, truncated or holds a wanted file as a link
 */
export async function* readTar(file: string, wanted: (path: string) => boolean): AsyncGenerator<TarEntry> {
  const opener = openers.find(([ending]) => ending.test(file));
  if (!opener) {
    throw new InputError(
      `${file} is not an archive that can be read here: give a .tar, .tar.gz or .tar.xz file.`,
    );
  }
  const end = new EndOfArchiveDetector();
  const extract = tar.extract();
  let failure: Error | undefined;
  const source = opener[1](file);
  const reading = pipeline(source, end, extract).catch((error: Error) => {
    failure ??= error;
  });
  try {
    for await (const entry of extract) {
      const { name, type, linkname } = entry.header;
      const path = name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
      if (type === 'directory') {
        entry.resume();
        if (path !== '' && path !== '.') yield { path, bytes: undefined };
      } else if (!wanted(path)) {
        entry.resume();
      } else if (type === 'file' || type === 'contiguous-file') {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        yield { path, bytes: Buffer.concat(chunks) };
      } else {
        throw new InputError(
          `${file} holds ${path} as a ${type} to ${linkname ?? 'nothing'}: pack the files themselves ` +
            `(tar --dereference --hard-dereference).`,
        );
      }
    }
    await reading;
    if (failure) throw failure;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file} is damaged or truncated (${(failure ?? (error as Error)).message}): fetch or pack it again.`,
    );
  } finally {
    source.destroy();
  }
  if (!end.seen) {
    throw new InputError(`${file} is truncated (it lacks the mark at a tar's end): fetch or pack it again.`);
  }
}

/**
 * Watches for the block of zeros that ends an archive. Without it, a file cut between two entries would pass for a
 * whole archive of fewer images.
 */
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

/** Reads when asked: Node's own `Readable.toWeb` may push a chunk after the stream was cancelled, and then throws. */
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
