import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { loadImageDataset } from '../../../src/data/images/registry';
import { InputError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';
import { packFolder, writeImageFixture, writeTar } from '../../support/data/image-files';

/* Image trees as they occur: odd endings, links, names of other encodings, pipes. */

const temp = useTempFolder();
let folders = 0;
const writeFixture = (): Promise<string> =>
  writeImageFixture(join(temp, `img-${folders++}`), { perClassTrain: 3, perClassTest: 2 });

async function load(dir: string, resizePixels = 0) {
  const notices: string[] = [];
  const request = { dataset: 'images', dir, resizePixels };
  const dataset = await loadImageDataset(request, { onNotice: (notice) => notices.push(notice) });
  return { dataset, notices };
}

async function getLoadError(dir: string): Promise<string> {
  const error: unknown = await load(dir).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe('loadImageDataset with odd endings', () => {
  test('reads JPEG and PNG files under any name, in folders and archives', async () => {
    const dir = await writeFixture();
    const clean = (await load(dir)).dataset;
    for (const [i, name] of ['a.jfif', 'b', 'c.JPG_large'].entries())
      await rename(join(dir, `train/ant/0${i}.png`), join(dir, 'train/ant', name));
    await rename(join(dir, 'test/bee/00.png'), join(dir, 'test/bee/00.jpe'));
    for (const path of [dir, await packFolder(dir, `${dir}.tar.gz`)])
      expect(await load(path)).toEqual({ dataset: clean, notices: [] });
  });

  test('counts what it leaves out, also if the images come from the cache', async () => {
    const dir = await writeFixture();
    const clean = (await load(dir)).dataset;
    writeFileSync(join(dir, 'train/ant/notes.txt'), 'sunny');
    writeFileSync(join(dir, 'train/ant/labels'), 'x');
    copyFileSync(join(dir, 'train/ant/00.png'), join(dir, 'test/stray.png'));
    writeFileSync(join(dir, 'readme.txt'), 'beside train and test');
    for (const path of [dir, await packFolder(dir, `${dir}.tar`)]) {
      const notice =
        `3 files of ${path} left out, which are neither JPEG nor PNG or in no class folder: ` +
        'test/stray.png and 2 more';
      expect(await load(path)).toEqual({ dataset: clean, notices: [notice] });
      expect(await load(path)).toEqual({ dataset: clean, notices: [notice] });
    }
  });

  test('names a class whose files are no images', async () => {
    const dir = await writeFixture();
    for (const name of ['00.png', '01.png']) await rm(join(dir, 'test/ant', name));
    writeFileSync(join(dir, 'test/ant/a.txt'), 'x');
    expect(await getLoadError(dir)).toMatch(/test\/ant of .* is without images: add/);
  });
});

describe('loadImageDataset with orientation tags', () => {
  /** A picture whose pixels all differ, so that every turn of it is another one. */
  const picture = (width: number, height: number): sharp.Sharp =>
    sharp(
      Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % 3 === 0 ? Math.floor(i / 3) : 128)),
      { raw: { width, height, channels: 3 } },
    );

  test.each([
    ['a PNG', 16, 16],
    ['a PNG that is not square', 24, 16],
  ])('%s is loaded upright', async (_, width, height) => {
    const dir = join(temp, `upright-${folders++}`);
    const upright = await picture(width, height).raw().toBuffer();
    // Orientation 6: the stored picture must be turned clockwise, so it is the upright one turned anticlockwise.
    const stored = await picture(width, height).rotate(270).png().toBuffer();
    const tagged = await sharp(stored).withMetadata({ orientation: 6 }).png().toBuffer();
    const plain = await picture(width, height).png().toBuffer();
    for (const part of ['train', 'test']) {
      for (const [name, bytes] of [
        ['ant', tagged],
        ['bee', plain],
      ] as const) {
        mkdirSync(join(dir, part, name), { recursive: true });
        writeFileSync(join(dir, part, name, '0.png'), bytes);
      }
    }
    const { train } = (await load(dir)).dataset;
    const half = train.pixels.length / 2;
    expect(Buffer.from(train.pixels.subarray(0, half))).toEqual(upright);
    expect(Buffer.from(train.pixels.subarray(half))).toEqual(upright);
  });
});

describe('loadImageDataset with links', () => {
  test('follows links to files and folders', async () => {
    const dir = await writeFixture();
    const linked = join(temp, `linked-${folders++}`);
    for (const part of ['train', 'test']) {
      mkdirSync(join(linked, part, 'ant'), { recursive: true });
      for (const name of ['00.png', '01.png'])
        symlinkSync(join(dir, part, 'ant', name), join(linked, part, 'ant', name));
      for (const name of ['bee', 'cat']) symlinkSync(join(dir, part, name), join(linked, part, name));
    }
    expect((await load(linked)).dataset.train.labels).toHaveLength(8);
  });

  test.each([
    ['nothing', 'gone.png', /ant\/x\.png is a link to nothing: remove it/],
    ['itself', 'x.png', /ant\/x\.png \(its links lead in a circle\): make it readable or give other data/],
    ['its folder', '.', /ant\/x\.png is a link to a folder that contains it: remove the link/],
    ['the folder above', '..', /ant\/x\.png is a link to a folder that contains it/],
    ['the root', '/', /ant\/x\.png is a link to a folder that contains it/],
  ])('refuses a link to %s', async (_, target, message) => {
    const dir = await writeFixture();
    symlinkSync(target, join(dir, 'train/ant/x.png'));
    expect(await getLoadError(dir)).toMatch(message);
  });

  test('refuses folders that link to each other', async () => {
    const dir = await writeFixture();
    symlinkSync('../bee', join(dir, 'train/ant/to-bee'));
    symlinkSync('../ant', join(dir, 'train/bee/to-ant'));
    expect(await getLoadError(dir)).toMatch(/is a link to a folder that contains it/);
  });
});

describe('loadImageDataset with what is no file', () => {
  test('reads a folder named as an image', async () => {
    const dir = await writeFixture();
    mkdirSync(join(dir, 'train/ant/more.png'));
    await rename(join(dir, 'train/ant/02.png'), join(dir, 'train/ant/more.png/02.png'));
    for (const path of [dir, await packFolder(dir, `${dir}.tar`)])
      expect((await load(path)).dataset.train.labels).toHaveLength(9);
  });

  test.each(['x.png', 'x'])('refuses a pipe, a socket and a device named %s', async (name) => {
    const dir = await writeFixture();
    const odd = join(dir, 'test/cat', name);
    execFileSync('mkfifo', [odd]);
    expect(await getLoadError(dir)).toMatch(
      `test/cat/${name} is neither a file nor a folder: give other data`,
    );
    await rm(odd);
    symlinkSync('/dev/zero', odd);
    expect(await getLoadError(dir)).toMatch(/is neither a file nor a folder/);
    await rm(odd);
    // Paths of sockets are short: it is created in the working directory.
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(`${odd}.sock`.slice(0, 100), resolve));
    try {
      if (`${odd}.sock`.length <= 100) expect(await getLoadError(dir)).toMatch(/is neither a file/);
    } finally {
      server.close();
    }
  });

  // Root reads everything.
  (process.getuid?.() === 0 ? test.skip : test)('refuses what it may not read', async () => {
    const dir = await writeFixture();
    chmodSync(join(dir, 'train/ant/00.png'), 0);
    expect(await getLoadError(dir)).toMatch(/ant\/00\.png \(permission denied\)/);
    chmodSync(join(dir, 'train/ant/00.png'), 0o600);
    chmodSync(join(dir, 'train/ant'), 0);
    expect(await getLoadError(dir)).toMatch(/train\/ant \(permission denied\)/);
    chmodSync(join(dir, 'train/ant'), 0o700);
  });
});

describe('loadImageDataset with names in Latin-1', () => {
  test.each(['train/ant/ni\xf1o.png', 'train/caf\xe9/00.png'])('refuses %s by its name', async (path) => {
    const dir = await writeFixture();
    const bytes = readFileSync(join(dir, 'train/ant/00.png'));
    const name = Buffer.from(join(dir, path), 'latin1');
    mkdirSync(name.subarray(0, name.lastIndexOf('/')), { recursive: true });
    writeFileSync(name, bytes);
    const shown = path.split('/').find((part) => /[\xe9\xf1]/.test(part));
    const escaped = shown?.replace('\xf1', '\\xf1').replace('\xe9', '\\xe9');
    expect(await getLoadError(dir)).toContain(`has the name ${escaped}, which is not UTF-8: rename it`);
    if (spawnSync('tar', ['--version']).status !== 0) return;
    for (const format of ['gnu', 'v7', 'posix']) {
      execFileSync('tar', ['cf', `${dir}.tar`, `--format=${format}`, '-C', dir, '.']);
      expect(await getLoadError(`${dir}.tar`)).toMatch(/which is not UTF-8: rename it/);
    }
  });

  test('reads names in UTF-8', async () => {
    const dir = await writeFixture();
    for (const part of ['train', 'test']) await rename(join(dir, part, 'cat'), join(dir, part, 'ñandú'));
    for (const path of [dir, await packFolder(dir, `${dir}.tar`)])
      expect((await load(path)).dataset.classNames).toEqual(['ant', 'bee', 'ñandú']);
  });
});

describe('loadImageDataset with archives', () => {
  test('refuses two data sets in one archive, unless one is at the top', async () => {
    const png = readFileSync(join(await writeFixture(), 'train/ant/00.png'));
    const paths = ['train/ant', 'train/bee', 'test/ant', 'test/bee'];
    const pack = (roots: string[]): Promise<string> =>
      writeTar(
        join(temp, `two-${folders++}.tar`),
        roots.flatMap((root) => paths.map((path) => ({ path: `${root}${path}/0.png`, bytes: png }))),
      );
    expect(await getLoadError(await pack(['a/', 'b/']))).toMatch(/has a data set in a\/ and another in b\//);
    expect(await getLoadError(await pack(['a/', 'b/c/']))).toMatch(/in a\/ and another in b\/c\//);
    expect((await load(await pack(['a/', '']))).dataset.train.labels).toHaveLength(2);
  });

  test('reads a compression by its contents, not by the name', async () => {
    const dir = await writeFixture();
    const clean = (await load(dir)).dataset;
    const gz = readFileSync(await packFolder(dir, `${dir}.tar.gz`));
    writeFileSync(`${dir}-packed.tar`, gz);
    writeFileSync(`${dir}-plain.tgz`, gunzipSync(gz));
    writeFileSync(`${dir}-packed.tar.xz`, gz);
    for (const name of ['packed.tar', 'plain.tgz', 'packed.tar.xz'])
      expect((await load(`${dir}-${name}`)).dataset).toEqual(clean);
  });

  test.each([
    ['a zip', Buffer.from('PK\x03\x04....'), /is a zip file inside: unpack it/],
    [
      'a web page',
      Buffer.from('<!DOCTYPE html><html>not found</html>'.repeat(40)),
      /is damaged or truncated/,
    ],
    ['something compressed', gzipSync('nothing of a tar'), /is damaged or truncated|is truncated/],
    ['an empty file', Buffer.alloc(0), /is truncated/],
  ])('refuses %s named .tar.gz', async (_, bytes, message) => {
    const file = join(temp, `odd-${folders++}.tar.gz`);
    await writeFile(file, bytes);
    expect(await getLoadError(file)).toMatch(message);
  });
});

test('loadImageDataset refuses a data set that is a pipe, and a file of CIFAR that is none', async () => {
  const pipe = join(temp, 'pipe.tar');
  execFileSync('mkfifo', [pipe]);
  expect(await getLoadError(pipe)).toMatch(/pipe\.tar is neither a file nor a folder: give other data/);
  const dir = join(temp, 'cifar-of-pipes');
  mkdirSync(dir);
  execFileSync('mkfifo', [join(dir, 'data_batch_1.bin')]);
  symlinkSync('gone', join(dir, 'data_batch_2.bin'));
  const loadCifar = loadImageDataset({ dataset: 'cifar10', dir, resizePixels: 0 });
  await expect(loadCifar).rejects.toThrow(/data_batch_1\.bin is neither a file nor a folder/);
  await rm(join(dir, 'data_batch_1.bin'));
  mkdirSync(join(dir, 'data_batch_1.bin'));
  await expect(loadImageDataset({ dataset: 'cifar10', dir, resizePixels: 0 })).rejects.toThrow(
    /cannot read .*data_batch_1\.bin \(it is a folder\): make it readable/,
  );
});

describe('loadImageDataset for one part', () => {
  test('needs the images of that part alone', async () => {
    const dir = await writeFixture();
    const whole = (await load(dir)).dataset;
    await rm(join(dir, 'train'), { recursive: true });
    const request = { dataset: 'images', resizePixels: 0, part: 'test' as const };
    for (const path of [dir, await packFolder(dir, `${dir}.tar`)]) {
      const { test, train, classNames } = await loadImageDataset({ ...request, dir: path });
      expect({ test, classNames }).toEqual({ test: whole.test, classNames: whole.classNames });
      expect(train.labels).toHaveLength(0);
      // The cache does not take it for the whole.
      expect(await getLoadError(path)).toMatch(/has no train folder/);
    }
    await expect(loadImageDataset({ ...request, dir, part: 'train' })).rejects.toThrow(/has no train folder/);
  });

  test('reads the test file of CIFAR alone', async () => {
    const dir = join(temp, 'cifar-test');
    mkdirSync(dir);
    writeFileSync(join(dir, 'test_batch.bin'), Buffer.alloc(3073, 3));
    const request = { dataset: 'cifar10', dir, resizePixels: 0 };
    const { test, train } = await loadImageDataset({ ...request, part: 'test' });
    expect([train.labels.length, [...test.labels]]).toEqual([0, [3]]);
    await expect(loadImageDataset(request)).rejects.toThrow(/has no data_batch_1\.bin/);
  });
});
