import { readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageDataset } from '../../../src/data/images/dataset';
import { readDecoded, writeDecoded } from '../../../src/data/images/decoded-cache';
import { loadImageDataset } from '../../../src/data/images/registry';
import { useTempFolder } from '../../support/data/cache-folder';
import {
  encodePng,
  fixturePixels,
  imageFixtureDefaults,
  packFolder,
  writeImageFixture,
} from '../../support/data/image-files';

const temp = useTempFolder();
const cacheFolder = join(temp, 'cache', 'datasets');
let folders = 0;
const writeFixture = (): Promise<string> =>
  writeImageFixture(join(temp, `img-${folders++}`), { seed: folders, perClassTrain: 2, perClassTest: 1 });

interface Loaded {
  dataset: ImageDataset;
  decoded: boolean;
  notices: string[];
}

async function load(dir: string, resizePixels = 0): Promise<Loaded> {
  let decoded = false;
  const notices: string[] = [];
  const dataset = await loadImageDataset(
    { dataset: 'images', dir, resizePixels },
    { onProgress: () => (decoded = true), onNotice: (message) => notices.push(message) },
  );
  return { dataset, decoded, notices };
}

/** Returns the cache file that `act` adds. */
async function findCacheFile(act: () => Promise<unknown>): Promise<string> {
  const before = new Set(await readdir(cacheFolder).catch((): string[] => []));
  await act();
  const added = (await readdir(cacheFolder)).filter((name) => !before.has(name));
  expect(added).toHaveLength(1);
  return join(cacheFolder, added[0]);
}

test('loadImageDataset loads folders and archives from the cache the second time', async () => {
  const dir = await writeFixture();
  for (const path of [dir, await packFolder(dir, `${dir}.tar`)]) {
    const first = await load(path);
    const second = await load(path);
    expect([first.decoded, second.decoded]).toEqual([true, false]);
    expect(second.dataset).toEqual(first.dataset);
  }
  expect((await load(dir, 8)).decoded).toBe(true);
});

test('loadImageDataset decodes again after class folders swap names', async () => {
  const dir = await writeFixture();
  const before = (await load(dir)).dataset;
  for (const part of ['train', 'test']) {
    await rename(join(dir, part, 'ant'), join(dir, part, 'swap'));
    await rename(join(dir, part, 'bee'), join(dir, part, 'ant'));
    await rename(join(dir, part, 'swap'), join(dir, part, 'bee'));
  }
  const { dataset, decoded } = await load(dir);
  expect(decoded).toBe(true);
  const half = before.train.pixels.length / 3;
  expect(dataset.train.pixels.subarray(0, half)).toEqual(before.train.pixels.subarray(half, 2 * half));
  expect(dataset.train.pixels.subarray(half, 2 * half)).toEqual(before.train.pixels.subarray(0, half));
});

test('loadImageDataset decodes again after contents change, in folders and archives', async () => {
  const dir = await writeFixture();
  const file = `${dir}.tar`;
  await load(dir);
  await load(await packFolder(dir, file));
  const pixels = fixturePixels({ ...imageFixtureDefaults, seed: 999 }, 'train', 0, 0);
  await writeFile(join(dir, 'train/ant/00.png'), await encodePng(pixels, 16));
  for (const path of [dir, await packFolder(dir, file)]) {
    const { dataset, decoded } = await load(path);
    expect(decoded).toBe(true);
    expect(dataset.train.pixels.subarray(0, pixels.length)).toEqual(pixels);
  }
});

describe('loadImageDataset ignores a cache file that is', () => {
  test.each([
    ['cut short', async (file: string, bytes: Buffer) => truncate(file, bytes.length - 40)],
    ['emptied', async (file: string) => truncate(file, 0)],
    [
      'changed in one pixel',
      async (file: string, bytes: Buffer) => {
        bytes[bytes.length - 100] ^= 1;
        await writeFile(file, bytes);
      },
    ],
    [
      'inconsistent with its header',
      async (file: string, bytes: Buffer) => {
        const text = bytes.toString('latin1').replace('"trainImages":6', '"trainImages":9');
        await writeFile(file, Buffer.from(text, 'latin1'));
      },
    ],
    [
      'another kind of file',
      async (file: string) => writeFile(file, 'not a data set, but longer than the header'),
    ],
    ['too long', async (file: string, bytes: Buffer) => writeFile(file, Buffer.concat([bytes, bytes]))],
  ])('%s', async (_, damage) => {
    const dir = await writeFixture();
    let expected: ImageDataset | undefined;
    const file = await findCacheFile(async () => {
      expected = (await load(dir)).dataset;
    });
    await damage(file, await readFile(file));
    expect(await readDecoded(file)).toBe('damaged');
    const again = await load(dir);
    expect(again.dataset).toEqual(expected);
    expect(again.decoded).toBe(true);
    expect(again.notices[0]).toMatch(/are damaged: decoding them again/);
    expect((await load(dir)).decoded).toBe(false);
  });

  test('the partial file of a killed process, and removes it', async () => {
    const dir = await writeFixture();
    const file = await findCacheFile(() => load(dir));
    const whole = await readFile(file);
    await truncate(file, 0);
    // No process has this id, which is above the maximum of Linux.
    await writeFile(`${file}.99999999.partial`, whole.subarray(0, 500));
    await writeFile(`${file}.${process.ppid}.partial`, 'of a live process');
    expect((await load(dir)).decoded).toBe(true);
    const left = (await readdir(cacheFolder)).filter((name) => name.endsWith('.partial'));
    expect(left.map((name) => name.split('.').at(-2))).toEqual([String(process.ppid)]);
    expect(await readFile(file)).toEqual(whole);
  });
});

test('loadImageDataset warns about a cache that cannot be written', async () => {
  const dir = await writeFixture();
  const before = process.env.NAO_CACHE_DIR;
  await writeFile(join(temp, 'a file'), '');
  process.env.NAO_CACHE_DIR = join(temp, 'a file');
  try {
    const { dataset, notices } = await load(dir);
    expect(dataset.train.labels).toHaveLength(6);
    expect(notices[0]).toMatch(/could not be cached in .*NAO_CACHE_DIR/);
  } finally {
    process.env.NAO_CACHE_DIR = before;
  }
});

test('writeDecoded and readDecoded round-trip labels above 255', async () => {
  const file = join(temp, 'labels.images');
  const set = { pixels: Uint8Array.of(1, 2, 3), labels: Int32Array.of(0, 299, 70000) };
  const dataset = {
    name: 'x',
    height: 1,
    width: 1,
    channels: 1,
    classNames: ['ü', 'b'],
    train: set,
    test: set,
  };
  const decoded = { dataset, notices: ['a notice'] };
  await writeDecoded(file, decoded);
  expect(await readDecoded(file)).toEqual(decoded);
});
