import { copyFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ImageDataset } from '../../../src/data/images/dataset';
import { loadImageDataset } from '../../../src/data/images/registry';
import { InputError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';
import {
  fixturePixels,
  imageFixtureDefaults,
  packFolder,
  writeImageFixture,
  writeTar,
} from '../../support/data/image-files';

const temp = useTempFolder();
let folders = 0;
const small = { perClassTrain: 3, perClassTest: 2 };

const writeFixture = (options: Parameters<typeof writeImageFixture>[1] = small): Promise<string> =>
  writeImageFixture(join(temp, `img-${folders++}`), options);
const load = (dir: string, resizePixels = 0): Promise<ImageDataset> =>
  loadImageDataset({ dataset: 'images', dir, resizePixels });
const getImage = ({ train, height, width, channels }: ImageDataset, i: number): Uint8Array =>
  train.pixels.subarray(i * height * width * channels, (i + 1) * height * width * channels);

async function getLoadError(dir: string, resizePixels = 0): Promise<string> {
  const error: unknown = await load(dir, resizePixels).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe('loadImageDataset with an image folder', () => {
  test('returns pixels and labels in the order of classes and names', async () => {
    const dataset = await load(await writeFixture());
    expect(dataset).toMatchObject({
      name: 'images',
      height: 16,
      width: 16,
      channels: 3,
      classNames: ['ant', 'bee', 'cat'],
    });
    expect([...dataset.train.labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect([...dataset.test.labels]).toEqual([0, 0, 1, 1, 2, 2]);
    for (let i = 0; i < 9; i++) {
      expect(getImage(dataset, i)).toEqual(
        fixturePixels(imageFixtureDefaults, 'train', Math.floor(i / 3), i % 3),
      );
    }
  });

  test('ignores junk of systems and tools, in a folder and in an archive', async () => {
    const dir = await writeFixture({});
    const clean = await load(dir);
    expect(clean.train.labels).toHaveLength(120);
    const png = await readFile(join(dir, 'train/ant/00.png'));
    await writeFile(join(dir, '.DS_Store'), 'junk');
    await writeFile(join(dir, 'train/.DS_Store'), 'junk');
    await mkdir(join(dir, 'train/.ipynb_checkpoints'));
    await writeFile(join(dir, 'train/.ipynb_checkpoints/a.png'), png);
    await mkdir(join(dir, 'train/__MACOSX'));
    await writeFile(join(dir, 'train/ant/._00.png'), 'junk');
    await writeFile(join(dir, 'test/bee/Thumbs.db'), 'junk');
    await writeFile(join(dir, 'train/notes.txt'), 'junk');
    await rename(join(dir, 'train/cat/07.png'), join(dir, 'train/cat/07.PNG'));
    expect(await load(dir)).toEqual(clean);
    expect(await load(await packFolder(dir, `${dir}.tar`))).toEqual(clean);
    expect(await load(await packFolder(dir, `${dir}.tar.gz`))).toEqual(clean);
  });

  test('rejects an empty or missing class of a part', async () => {
    const dir = await writeFixture();
    for (const name of ['00.png', '01.png']) await rm(join(dir, 'test/bee', name));
    expect(await getLoadError(dir)).toMatch(/test\/bee of .* is empty/);
    expect(await getLoadError(await packFolder(dir, `${dir}.tar`))).toMatch(/test\/bee of .* is empty/);
    await rm(join(dir, 'test/bee'), { recursive: true });
    expect(await getLoadError(dir)).toMatch(/test\/bee of .* is missing/);
    await mkdir(join(dir, 'test/bee'));
    await copyFile(join(dir, 'train/bee/00.png'), join(dir, 'test/bee/00.png'));
    await rename(join(dir, 'train/bee'), join(dir, 'train/wasp'));
    expect(await getLoadError(dir)).toMatch(/test\/bee, but no train\/bee/);
  });

  test('rejects a single class, and labels 300 classes', async () => {
    expect(await getLoadError(await writeFixture({ ...small, classes: ['ant'] }))).toMatch(
      /1 class folder in train \(ant\).*at least two/,
    );
    const classes = Array.from({ length: 300 }, (_, i) => `class${i}`);
    const dataset = await load(await writeFixture({ size: 2, perClassTrain: 1, perClassTest: 1, classes }));
    expect([...dataset.train.labels]).toEqual(classes.map((_, i) => i));
    expect(dataset.classNames).toEqual([...classes].sort());
    expect([...getImage(dataset, 299)]).toEqual([
      ...fixturePixels({ seed: 7, size: 2, classes }, 'train', classes.indexOf(dataset.classNames[299]), 0),
    ]);
  });

  test('rejects a missing test folder and an unsupported image format', async () => {
    const dir = await writeFixture();
    await copyFile(join(dir, 'train/ant/00.png'), join(dir, 'train/ant/00.bmp'));
    expect(await getLoadError(dir)).toMatch(/train\/ant\/00\.bmp, which is neither JPEG nor PNG/);
    await rm(join(dir, 'test'), { recursive: true });
    await rm(join(dir, 'train/ant/00.bmp'));
    expect(await getLoadError(dir)).toMatch(/has no test folder/);
  });
});

describe('loadImageDataset with image formats', () => {
  const size = 16;
  const raw = (pixels: Uint8Array | Uint16Array, channels: 1 | 2 | 3 | 4): sharp.Sharp =>
    sharp(pixels, { raw: { width: size, height: size, channels } });
  const ramp = (channels: number): Uint8Array =>
    Uint8Array.from({ length: size * size * channels }, (_, i) => i % 256);
  const gray = Uint8Array.from({ length: size * size }, (_, i) => i);
  const threefold = Uint8Array.from({ length: size * size * 3 }, (_, i) => Math.floor(i / 3));

  async function loadWith(name: string, bytes: Buffer): Promise<Uint8Array> {
    const dir = await writeFixture();
    await rm(join(dir, 'train/ant/00.png'));
    await writeFile(join(dir, 'train/ant', name), bytes);
    const dataset = await load(dir);
    expect(dataset.channels).toBe(3);
    return getImage(dataset, 0);
  }

  test('converts gray to three equal channels', async () => {
    const png = await raw(gray, 1).toColourspace('b-w').png().toBuffer();
    expect(await loadWith('00.png', png)).toEqual(threefold);
  });

  test('drops the alpha of gray images', async () => {
    const pixels = Uint8Array.from({ length: size * size * 2 }, (_, i) => (i % 2 === 0 ? i / 2 : 90));
    const png = await raw(pixels, 2).toColourspace('b-w').png().toBuffer();
    expect(await loadWith('00.png', png)).toEqual(threefold);
  });

  test('drops the alpha of RGBA images and keeps the color', async () => {
    const rgb = ramp(3);
    const rgba = Uint8Array.from({ length: size * size * 4 }, (_, i) =>
      i % 4 === 3 ? i % 256 : rgb[(i >> 2) * 3 + (i % 4)],
    );
    expect(await loadWith('00.png', await raw(rgba, 4).png().toBuffer())).toEqual(rgb);
  });

  test('resolves a palette', async () => {
    const rgb = Uint8Array.from({ length: size * size * 3 }, (_, i) => ((i / 3) % 2 < 1 ? 10 : 200));
    expect(await loadWith('00.png', await raw(rgb, 3).png({ palette: true, dither: 0 }).toBuffer())).toEqual(
      rgb,
    );
  });

  test.each([1, 3] as const)('scales 16 bits to 8 (%i channels)', async (channels) => {
    const deep = Uint16Array.from({ length: size * size * channels }, (_, i) => (i * 251) % 65536);
    const png = await raw(deep, channels)
      .toColourspace(channels === 3 ? 'rgb16' : 'grey16')
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    const found = await loadWith('00.png', png);
    for (let i = 0; i < deep.length; i++) {
      expect(Math.abs(found[channels === 3 ? i : i * 3] - deep[i] / 257)).toBeLessThanOrEqual(1);
    }
  });

  test('converts CMYK', async () => {
    const red = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i % 3 === 0 ? 220 : 30));
    const jpeg = await raw(red, 3).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk');
    const [r, g, b] = await loadWith('00.JPEG', jpeg);
    expect(r).toBeGreaterThan(180);
    expect(Math.max(g, b)).toBeLessThan(80);
  });

  test('returns one channel if all images are gray', async () => {
    const dir = await writeFixture();
    const png = await raw(gray, 1).toColourspace('b-w').png().toBuffer();
    for (const name of ['ant', 'bee', 'cat']) {
      for (const i of [0, 1, 2]) await writeFile(join(dir, 'train', name, `0${i}.png`), png);
      for (const i of [0, 1]) await writeFile(join(dir, 'test', name, `0${i}.png`), png);
    }
    const dataset = await load(dir);
    expect(dataset.channels).toBe(1);
    expect(getImage(dataset, 5)).toEqual(gray);
    expect(dataset.test.pixels).toHaveLength(6 * size * size);
  });

  test('rejects images of different sizes unless data.resizePixels is set', async () => {
    const dir = await writeFixture();
    const odd = sharp(ramp(3).subarray(0, 17 * 15 * 3), { raw: { width: 17, height: 15, channels: 3 } });
    await writeFile(join(dir, 'train/bee/01.png'), await odd.png().toBuffer());
    expect(await getLoadError(dir)).toMatch(
      /train\/bee\/01\.png has 17x15 pixels, but train\/ant\/00\.png 16x16.*data\.resizePixels=16/,
    );
    const resized = await load(dir, 16);
    expect(resized.train.pixels).toHaveLength(9 * 16 * 16 * 3);
    // Images of that size stay unchanged.
    expect(getImage(resized, 0)).toEqual(fixturePixels(imageFixtureDefaults, 'train', 0, 0));
    expect((await load(dir, 8)).width).toBe(8);
  });
});

describe('loadImageDataset rejects', () => {
  test.each([
    ['a truncated PNG', async (file: string) => truncate(file, 300), /damaged or truncated/],
    ['an empty file', async (file: string) => truncate(file, 0), /is empty/],
    [
      'another kind of file',
      async (file: string) => writeFile(file, '<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /neither JPEG/,
    ],
  ])('%s', async (_, damage, message) => {
    const dir = await writeFixture();
    await damage(join(dir, 'train/cat/02.png'));
    await damage(join(dir, 'test/cat/01.png'));
    const text = await getLoadError(dir);
    expect(text).toMatch(message);
    // The error names the first one, whichever fails first.
    expect(text).toContain('train/cat/02.png');
  });

  test.each(['truncated', 'partly overwritten'])('a %s JPEG', async (how) => {
    const dir = await writeFixture();
    const noise = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * 7919) % 251);
    const jpeg = await sharp(noise, { raw: { width: 16, height: 16, channels: 3 } })
      .jpeg()
      .toBuffer();
    // Invalid Huffman codes.
    jpeg.fill(0xfe, jpeg.length - 120, jpeg.length - 90);
    const damaged = how === 'truncated' ? jpeg.subarray(0, jpeg.length - 100) : jpeg;
    await writeFile(join(dir, 'train/bee/03.jpg'), damaged);
    expect(await getLoadError(dir)).toMatch(/train\/bee\/03\.jpg is damaged/);
  });

  test('truncated archives, but not one wrapped in folders', async () => {
    const dir = await writeFixture();
    const file = await packFolder(dir, `${dir}.tar`);
    const bytes = await readFile(file);
    // Cut between entries: only the end-of-archive mark is missing.
    await writeFile(`${dir}-cut.tar`, bytes.subarray(0, bytes.length - 1024));
    expect(await getLoadError(`${dir}-cut.tar`)).toMatch(/-cut\.tar is truncated/);
    await writeFile(`${dir}-half.tar`, bytes.subarray(0, 5000));
    expect(await getLoadError(`${dir}-half.tar`)).toMatch(/-half\.tar is damaged or truncated/);
    const gz = await readFile(await packFolder(dir, `${dir}.tar.gz`));
    await writeFile(`${dir}-cut.tar.gz`, gz.subarray(0, gz.length - 20));
    expect(await getLoadError(`${dir}-cut.tar.gz`)).toMatch(/-cut\.tar\.gz is damaged/);
    await writeFile(`${dir}.zip`, 'PK');
    expect(await getLoadError(`${dir}.zip`)).toMatch(/\.zip is not a folder or a \.tar/);

    const parts = ['train/ant', 'train/bee', 'test/ant', 'test/bee'];
    const png = await readFile(join(dir, 'train/ant/00.png'));
    for (const root of ['set', 'sets/set']) {
      const wrapped = parts.map((part) => ({ path: `${root}/${part}/0.png`, bytes: png }));
      const packed = await writeTar(join(temp, 'wrapped.tar'), wrapped);
      expect((await load(packed)).classNames).toEqual(['ant', 'bee']);
    }
  });
});
