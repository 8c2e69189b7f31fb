import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadableStream } from 'node:stream/web';
import { EnvironmentError, UserError } from '../errors';
import { digestFile } from './digest';
import type { LoadCallbacks } from './observer';

/** A file at its public home. */
export interface Download {
  readonly url: string;
  /** As its publisher gives it. */
  readonly md5: string;
}

/**
 * Downloads to `file`, or leaves a file there whose checksum is right. What has come so far lies in `<file>.part`; an
 * interrupted download goes on from there. The file appears whole and checked, or not at all.
 *
 * @throws EnvironmentError if the host is not reached, stops, or sends something else
 */
export async function download(
  { url, md5 }: Download,
  file: string,
  callbacks: LoadCallbacks = {},
): Promise<void> {
  if (await hasChecksum(file, md5)) return;
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  try {
    await fetchTo(part, url, callbacks);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new EnvironmentError(
      `${url} could not be downloaded whole (${describeReason(error)}): check the network and run the command again, ` +
        `it goes on where it stopped (${await findSize(part)} bytes have come).`,
    );
  }
  const found = await digestFile(part, 'md5');
  if (found !== md5) {
    await rm(part);
    throw new EnvironmentError(
      `${url} was downloaded with the wrong checksum (md5 ${found} instead of ${md5}) and thrown away: ` +
        `run the command again, or fetch the file another way and put it at ${file}.`,
    );
  }
  await rename(part, file);
}

async function fetchTo(part: string, url: string, callbacks: LoadCallbacks): Promise<void> {
  const start = await findSize(part);
  const response = await fetch(url, start > 0 ? { headers: { range: `bytes=${start}-` } } : {});
  // 416: nothing lies beyond what has come, so the file is whole, or not this one; its checksum tells.
  if (response.status === 416) return response.body?.cancel();
  if (!response.ok || !response.body) {
    throw new EnvironmentError(
      `${url} answers ${response.status} ${response.statusText}: try later, or fetch the file another way.`,
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

/** `fetch` hides what happened in the error's cause. */
function describeReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
