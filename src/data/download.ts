import { createWriteStream } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadableStream } from 'node:stream/web';
import { EnvironmentError, UserError } from '../errors';
import { makeCacheFolder } from './cache-folder';
import { digestFile } from './digest';
import type { LoadCallbacks } from './load-callbacks';

/** A public file. */
export interface Download {
  readonly url: string;
  /** Checksum given by the publisher. */
  readonly md5: string;
}

/**
 * Downloads to `file`, unless a file with the correct checksum exists. The download is atomic: data go to `<file>.part`,
 * which is renamed after the checksum was verified. An interrupted download resumes from that file.
 *
 * @throws EnvironmentError if the host is unreachable, the transfer fails, or the checksum is wrong
 */
export async function download(
  { url, md5 }: Download,
  file: string,
  callbacks: LoadCallbacks = {},
): Promise<void> {
  if (await hasChecksum(file, md5)) return;
  await makeCacheFolder(dirname(file));
  const part = `${file}.part`;
  try {
    await fetchTo(part, url, callbacks);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new EnvironmentError(
      `the download of ${url} failed after ${await findSize(part)} bytes (${describeReason(error)}): ` +
        `check the network and run the command again to resume`,
    );
  }
  const found = await digestFile(part, 'md5');
  if (found !== md5) {
    await rm(part);
    throw new EnvironmentError(
      `the download of ${url} has the wrong checksum (md5 ${found} instead of ${md5}) and was deleted: ` +
        `run the command again, or save the file as ${file}`,
    );
  }
  await rename(part, file);
}

async function fetchTo(part: string, url: string, callbacks: LoadCallbacks): Promise<void> {
  const start = await findSize(part);
  const response = await fetch(url, start > 0 ? { headers: { range: `bytes=${start}-` } } : {});
  // 416: no bytes follow. The partial file is complete or a different file, which the checksum decides.
  if (response.status === 416) return response.body?.cancel();
  if (!response.ok || !response.body) {
    throw new EnvironmentError(
      `${url} responded ${response.status} ${response.statusText}: try again later, or save the file yourself`,
    );
  }
  const resumed = response.status === 206;
  const length = Number(response.headers.get('content-length') ?? NaN);
  let done = resumed ? start : 0;
  const total = Number.isNaN(length) ? undefined : done + length;
  await pipeline(
    Readable.fromWeb(response.body as WebReadableStream<Uint8Array>),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        done += chunk.length;
        callbacks.onProgress?.({ stage: 'downloading', done, total, unit: 'bytes' });
        yield chunk;
      }
    },
    createWriteStream(part, { flags: resumed ? 'a' : 'w' }),
  );
}

async function hasChecksum(file: string, md5: string): Promise<boolean> {
  return access(file).then(
    async () => (await digestFile(file, 'md5')) === md5,
    () => false,
  );
}

async function findSize(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Returns the message of the error's cause, where `fetch` puts the reason. */
function describeReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
