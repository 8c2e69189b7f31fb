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
const fresh = (): Promise<string> =>
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

/** The cache file that a load adds. */
async function cacheFileOf(act: () => Promise<unknown>): Promise<string> {
  const before = new Set(await readdir(cacheFolder).catch((): string[] => []));
  await act();
  const added = (await readdir(cacheFolder)).filter((name) => !before.has(name));
  expect(added).toHaveLength(1);
  return join(cacheFolder, added[0]);
}

test('the second load comes from the cache and is equal, for folders and archives', async () => {
  const dir = await fresh();
  for (const path of [dir, await packFolder(dir, `${dir}.tar`)]) {
    const first = await load(path);
    const second = await load(path);
    expect([first.decoded, second.decoded]).toEqual([true, false]);
    expect(second.dataset).toEqual(first.dataset);
  }
  expect((await load(dir, 8)).decoded).toBe(true);
});

test('C08: class folders with swapped names are new data', async () => {
  const dir = await fresh();
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

test('C08: changed contents of the same name are new data, in folders and archives', async () => {
  const dir = await fresh();
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

describe('C08: half-made or damaged cache files are never used', () => {
  test.each([
    ['cut short', async (file: string, bytes: Buffer) => truncate(file, bytes.length - 40)],
    ['emptied', async (file: string) => truncate(file, 0)],
    [
      'one pixel changed',
      async (file: string, bytes: Buffer) => {
        bytes[bytes.length - 100] ^= 1;
        await writeFile(file, bytes);
      },
    ],
    [
      'a header of absurd counts',
      async (file: string, bytes: Buffer) => {
        const text = bytes.toString('latin1').replace('"trainImages":6', '"trainImages":9');
        await writeFile(file, Buffer.from(text, 'latin1'));
      },
    ],
    ['something else', async (file: string) => writeFile(file, 'not a data set, but longer than the header')],
    ['longer', async (file: string, bytes: Buffer) => writeFile(file, Buffer.concat([bytes, bytes]))],
  ])('%s', async (_, spoil) => {
    const dir = await fresh();
    let expected: ImageDataset | undefined;
    const file = await cacheFileOf(async () => {
      expected = (await load(dir)).dataset;
    });
    await spoil(file, await readFile(file));
    expect(await readDecoded(file)).toBe('damaged');
    const again = await load(dir);
    expect(again.dataset).toEqual(expected);
    expect(again.decoded).toBe(true);
    expect(again.notices[0]).toMatch(/are damaged and are made again/);
    expect((await load(dir)).decoded).toBe(false);
  });

  test('what a killed process left is not used, and is cleared away', async () => {
    const dir = await fresh();
    const file = await cacheFileOf(() => load(dir));
    const whole = await readFile(file);
    await truncate(file, 0);
    // No process has this id: it is above the largest that Linux gives.
    await writeFile(`${file}.99999999.partial`, whole.subarray(0, 500));
    await writeFile(`${file}.${process.ppid}.partial`, 'of a living process');
    expect((await load(dir)).decoded).toBe(true);
    const left = (await readdir(cacheFolder)).filter((name) => name.endsWith('.partial'));
    expect(left.map((name) => name.split('.').at(-2))).toEqual([String(process.ppid)]);
    expect(await readFile(file)).toEqual(whole);
  });
});

test('a cache that cannot be written is told and costs nothing else', async () => {
  const dir = await fresh();
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

test('labels beyond a byte survive', async () => {
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
  await writeDecoded(file, dataset);
  expect(await readDecoded(file)).toEqual(dataset);
});
