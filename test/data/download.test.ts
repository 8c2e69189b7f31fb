import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    respond(request, response);
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
  respond = whole;
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
const breakOff = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': body.length });
  response.write(body.subarray(0, 70_000), () => setTimeout(() => response.destroy(), 50));
};

test('download writes the file, reports progress, and skips an intact file', async () => {
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
  ['a host with range requests', withRanges],
  ['a host without range requests', whole],
])('download resumes after a broken connection: %s', async (_, second) => {
  const file = join(temp, `broken-${second.name}`, 'data.tar.gz');
  respond = breakOff;
  const broken = download({ url, md5 }, file);
  await expect(broken).rejects.toThrow(EnvironmentError);
  await expect(broken).rejects.toThrow(
    /^the download of .* failed after 70000 bytes .* run the command again/,
  );
  // The file itself does not exist.
  expect(await readdir(join(file, '..'))).toEqual(['data.tar.gz.part']);
  respond = second;
  await download({ url, md5 }, file);
  expect(ranges[1]).toBe('bytes=70000-');
  expect(await readFile(file)).toEqual(body);
});

test('download accepts a complete partial file', async () => {
  const file = join(temp, 'complete', 'data.tar.gz');
  await download({ url, md5 }, file);
  const other = join(temp, 'complete', 'other.tar.gz');
  await writeFile(`${other}.part`, body);
  respond = withRanges;
  await download({ url, md5 }, other);
  expect(await readFile(other)).toEqual(body);
});

test('download throws EnvironmentError for a wrong checksum, an HTTP error and no host', async () => {
  const file = join(temp, 'wrong', 'data.tar.gz');
  await expect(download({ url, md5: '0'.repeat(32) }, file)).rejects.toThrow(
    /wrong checksum \(md5 .* instead of 0000/,
  );
  expect(await readdir(join(temp, 'wrong'))).toEqual([]);
  respond = (_, response) => response.writeHead(404).end();
  await expect(download({ url, md5 }, file)).rejects.toThrow(/responded 404 Not Found: try again later/);
  const unreachable = download({ url: 'http://127.0.0.1:1/x', md5 }, file);
  await expect(unreachable).rejects.toThrow(EnvironmentError);
  await expect(unreachable).rejects.toThrow(/^the download of http:\/\/127\.0\.0\.1:1\/x failed/);
});

test('fetchImageDataset rejects a data set without a public download', async () => {
  await expect(fetchImageDataset('images')).rejects.toThrow(InputError);
  await expect(fetchImageDataset('images')).rejects.toThrow(
    /^images has no public download: choose one of fashion-mnist, cifar10, cifar100$/,
  );
});
