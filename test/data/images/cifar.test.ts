import { appendFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/load-search';
import type { ImageDataset } from '../../../src/data/images/dataset';
import { loadImageDataset } from '../../../src/data/images/registry';
import { EnvironmentError, InputError } from '../../../src/errors';
import { useTempFolder } from '../../support/data/cache-folder';
import { packFolder, writeImageFixture } from '../../support/data/image-files';

const temp = useTempFolder();
let folders = 0;
const load = (dataset: string, dir: string, resizePixels = 0): Promise<ImageDataset> =>
  loadImageDataset({ dataset, dir, resizePixels });

/** Creates a record as published: labels, then 1,024 red bytes, 1,024 green, 1,024 blue. */
function createRecord(labels: number[], first: number[], last: number[]): Buffer {
  const planes = first.map((value, channel) => {
    const plane = Buffer.alloc(1024, 7 + channel);
    plane[0] = value;
    plane[1023] = last[channel];
    plane[32] = 100 + channel; // row 1, column 0
    return plane;
  });
  return Buffer.concat([Buffer.from(labels), ...planes]);
}

async function writeCifar100(): Promise<string> {
  const dir = join(temp, `cifar100-${folders++}`);
  await mkdir(dir, { recursive: true });
  const records = [0, 99, 5].map((fine) => createRecord([19, fine], [10, 20, 30], [40, 50, 60]));
  await writeFile(join(dir, 'train.bin'), Buffer.concat(records));
  await writeFile(join(dir, 'test.bin'), records[1]);
  return dir;
}

async function writeCifar10(): Promise<string> {
  const dir = join(temp, `cifar10-${folders++}`);
  const files = join(dir, 'cifar-10-batches-bin');
  await mkdir(files, { recursive: true });
  for (let i = 1; i <= 5; i++) {
    await writeFile(join(files, `data_batch_${i}.bin`), createRecord([i], [i, 20, 30], [40, 50, 60]));
  }
  await writeFile(join(files, 'test_batch.bin'), createRecord([9], [10, 20, 30], [40, 50, 60]));
  return dir;
}

const getPixel = ({ train }: ImageDataset, image: number, row: number, column: number): number[] => {
  const index = ((image * 32 + row) * 32 + column) * 3;
  return [...train.pixels.subarray(index, index + 3)];
};

describe('loadImageDataset with CIFAR binary files', () => {
  test('reads CIFAR-100 with the fine label and channels last', async () => {
    const dataset = await load('cifar100', await writeCifar100());
    expect(dataset).toMatchObject({ name: 'cifar100', height: 32, width: 32, channels: 3 });
    expect(dataset.classNames).toHaveLength(100);
    expect([...dataset.train.labels]).toEqual([0, 99, 5]);
    expect([...dataset.test.labels]).toEqual([99]);
    expect([0, 99, 5].map((label) => dataset.classNames[label])).toEqual(['apple', 'worm', 'bed']);
    for (const image of [0, 1, 2]) {
      expect(getPixel(dataset, image, 0, 0)).toEqual([10, 20, 30]);
      expect(getPixel(dataset, image, 31, 31)).toEqual([40, 50, 60]);
      expect(getPixel(dataset, image, 1, 0)).toEqual([100, 101, 102]);
      expect(getPixel(dataset, image, 0, 1)).toEqual([7, 8, 9]);
    }
  });

  test('reads CIFAR-10 from the folder, its parent and an archive', async () => {
    const dir = await writeCifar10();
    const dataset = await load('cifar10', dir);
    expect([...dataset.train.labels]).toEqual([1, 2, 3, 4, 5]);
    expect([...dataset.test.labels]).toEqual([9]);
    expect(dataset.classNames[9]).toBe('truck');
    for (let i = 0; i < 5; i++) expect(getPixel(dataset, i, 0, 0)).toEqual([i + 1, 20, 30]);
    expect(await load('cifar10', join(dir, 'cifar-10-batches-bin'))).toEqual(dataset);
    const archive = await packFolder(dir, join(temp, 'official', 'cifar-10-binary.tar.gz'));
    expect(await load('cifar10', archive)).toEqual(dataset);
    expect(await load('cifar10', join(temp, 'official'))).toEqual(dataset);
  });

  test('rejects an extra byte, a truncated file and a label out of range', async () => {
    const dir = await writeCifar100();
    await appendFile(join(dir, 'train.bin'), 'x');
    await expect(load('cifar100', dir)).rejects.toThrow(InputError);
    await expect(load('cifar100', dir)).rejects.toThrow(
      /train\.bin has 9223 bytes, not a multiple of the record size 3074/,
    );
    await truncate(join(dir, 'train.bin'), 9000);
    await expect(load('cifar100', dir)).rejects.toThrow(/train\.bin has 9000 bytes/);
    await truncate(join(dir, 'train.bin'), 0);
    await expect(load('cifar100', dir)).rejects.toThrow(/train\.bin has 0 bytes/);
    await writeFile(join(dir, 'train.bin'), createRecord([3, 100], [1, 2, 3], [4, 5, 6]));
    await expect(load('cifar100', dir)).rejects.toThrow(
      /train\.bin has label 100 in record 0, but cifar100 has 100 classes/,
    );
  });

  test('throws EnvironmentError naming a missing file', async () => {
    const dir = await writeCifar10();
    await rm(join(dir, 'cifar-10-batches-bin', 'data_batch_3.bin'));
    await expect(load('cifar10', dir)).rejects.toThrow(EnvironmentError);
    await expect(load('cifar10', dir)).rejects.toThrow(/has no data_batch_3\.bin.*nao data cifar10/);
    const archive = await packFolder(dir, `${dir}.tar`);
    await expect(load('cifar10', archive)).rejects.toThrow(/has no data_batch_3\.bin/);
  });

  test('warns about files shorter than the official ones', async () => {
    const notices: string[] = [];
    const request = { dataset: 'cifar100', dir: await writeCifar100(), resizePixels: 0 };
    await loadImageDataset(request, { onNotice: (message) => notices.push(message) });
    expect(notices[0]).toMatch(/train\.bin .* has 3 images, but the official file has 50000/);
  });

  test('resizes the images of binary files, also packed, to the size of preset cpu', async () => {
    const { resizePixels } = loadConfig({ preset: 'cpu', flags: { 'data.dataset': 'cifar10' } }).data;
    expect(resizePixels).toBe(16);
    const folder = await writeCifar10();
    const archive = await packFolder(folder, `${folder}.tar.gz`);
    const original = await load('cifar10', folder);
    for (const path of [folder, archive]) {
      const resized = await load('cifar10', path, resizePixels);
      expect(resized).toMatchObject({ height: 16, width: 16, channels: 3, classNames: original.classNames });
      expect(resized.train.pixels).toHaveLength(5 * 16 * 16 * 3);
      expect(resized.test.pixels).toHaveLength(16 * 16 * 3);
      expect(resized.train.labels).toEqual(original.train.labels);
      const center = (8 * 16 + 8) * 3; // around it all pixels are equal
      expect([...resized.test.pixels.subarray(center, center + 3)]).toEqual([7, 8, 9]);
    }
  });
});

describe('loadImageDataset with CIFAR as image folders', () => {
  const classes = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
  const shape = { size: 32, perClassTrain: 1, perClassTest: 1 };

  test('reads a folder and an archive', async () => {
    const dir = await writeImageFixture(join(temp, 'folders'), { ...shape, classes });
    const dataset = await load('cifar10', dir);
    expect(dataset).toMatchObject({ name: 'cifar10', classNames: classes, channels: 3 });
    expect(await load('cifar10', await packFolder(dir, `${dir}.tar`))).toEqual(dataset);
  });

  test('rejects another number of classes', async () => {
    const dir = await writeImageFixture(join(temp, 'three'), shape);
    await expect(load('cifar10', dir)).rejects.toThrow(
      /has 3 classes, but cifar10 has 10.*data\.dataset=images/,
    );
  });

  test('rejects an empty folder, a missing path and another file', async () => {
    await mkdir(join(temp, 'nothing'));
    await expect(load('cifar10', join(temp, 'nothing'))).rejects.toThrow(
      /has neither the binary files of cifar10.*nao data cifar10/,
    );
    await expect(load('cifar10', join(temp, 'nowhere'))).rejects.toThrow(EnvironmentError);
    await expect(load('cifar100', '')).rejects.toThrow(
      /there is no .*cifar-100-binary\.tar\.gz.*nao data cifar100/,
    );
    await writeFile(join(temp, 'nothing', 'a.txt'), await readFile(__filename));
    await expect(load('cifar10', join(temp, 'nothing', 'a.txt'))).rejects.toThrow(
      /is not a folder or a \.tar/,
    );
  });
});
