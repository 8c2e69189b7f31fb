import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { download } from '../../src/data/download';
import { fetchImageDataset } from '../../src/data/images/downloads';
import { EnvironmentError, InputError } from '../../src/errors';
import { useTempFolder } from '../support/data/cache-folder';

const temp = useTempFolder();
const body = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251));
const md5 = createHash('md5').update(body).digest('hex');

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.tar.gz`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  ranges = [];
  answer = whole;
});

const whole = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': body.length }).end(body);
};
const withRanges = (request: IncomingMessage, response: ServerResponse): void => {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
  if (start >= body.length) response.writeHead(416).end();
  else
    response
      .writeHead(start > 0 ? 206 : 200, { 'content-length': body.length - start })
      .end(body.subarray(start));
};
const breakingOff = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': body.length });
  response.write(body.subarray(0, 70_000), () => setTimeout(() => response.destroy(), 50));
};

test('downloads, tells how far it is, and does not download again', async () => {
  const file = join(temp, 'plain', 'data.tar.gz');
  let last = 0;
  await download({ url, md5 }, file, {
    onProgress: ({ done, total }) => {
      expect(total).toBe(body.length);
      last = done;
    },
  });
  expect(last).toBe(body.length);
  expect(await readFile(file)).toEqual(body);
  expect(await readdir(join(temp, 'plain'))).toEqual(['data.tar.gz']);
  await download({ url, md5 }, file);
  expect(ranges).toHaveLength(1);
  await writeFile(file, 'damaged');
  await download({ url, md5 }, file);
  expect(await readFile(file)).toEqual(body);
});

test.each([
  ['a host that knows ranges', withRanges],
  ['a host that does not', whole],
])('goes on after a break: %s', async (_, second) => {
  const file = join(temp, `broken-${second.name}`, 'data.tar.gz');
  answer = breakingOff;
  const broken = download({ url, md5 }, file);
  await expect(broken).rejects.toThrow(EnvironmentError);
  await expect(broken).rejects.toThrow(/could not be downloaded whole .* run the command again.*70000 bytes/);
  // Nothing that could be taken for the file.
  expect(await readdir(join(file, '..'))).toEqual(['data.tar.gz.part']);
  answer = second;
  await download({ url, md5 }, file);
  expect(ranges[1]).toBe('bytes=70000-');
  expect(await readFile(file)).toEqual(body);
});

test('a whole part that was not renamed yet is taken', async () => {
  const file = join(temp, 'complete', 'data.tar.gz');
  await download({ url, md5 }, file);
  const other = join(temp, 'complete', 'other.tar.gz');
  await writeFile(`${other}.part`, body);
  answer = withRanges;
  await download({ url, md5 }, other);
  expect(await readFile(other)).toEqual(body);
});

test('a wrong checksum, a refusal, no host: exit code 3 with what to do', async () => {
  const file = join(temp, 'wrong', 'data.tar.gz');
  await expect(download({ url, md5: '0'.repeat(32) }, file)).rejects.toThrow(
    /wrong checksum \(md5 .* instead of 0000/,
  );
  expect(await readdir(join(temp, 'wrong'))).toEqual([]);
  answer = (_, response) => response.writeHead(404).end();
  await expect(download({ url, md5 }, file)).rejects.toThrow(/answers 404 Not Found/);
  const nobody = download({ url: 'http://127.0.0.1:1/x', md5 }, file);
  await expect(nobody).rejects.toThrow(EnvironmentError);
  await expect(nobody).rejects.toThrow(/127\.0\.0\.1:1\/x could not be downloaded/);
});

test('only data sets with a public home are fetched', async () => {
  await expect(fetchImageDataset('images')).rejects.toThrow(InputError);
  await expect(fetchImageDataset('images')).rejects.toThrow(/choose one of fashion-mnist, cifar10, cifar100/);
});
