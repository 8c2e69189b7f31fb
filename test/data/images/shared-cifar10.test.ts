import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadImageDataset } from '../../../src/data/images/registry';
import { readTar } from '../../../src/data/tar';
import { useTempFolder } from '../../support/data/cache-folder';
import { writeTar } from '../../support/data/image-files';

const temp = useTempFolder();
const archive = join(__dirname, '../../../../shared/data/cifar10/cifar10-jpeg.tar.xz');
const perClass = 10;

(existsSync(archive) ? describe : describe.skip)(
  'CIFAR-10 as a .tar.xz of 60,000 images (skipped without ../shared)',
  () => {
    // Decoding all images takes half a minute, so only a part is loaded.
    test('has all images, and a part of them is loaded unchanged', async () => {
      const counts = new Map<string, number>();
      const kept: { path: string; bytes: Buffer }[] = [];
      for await (const { path, bytes } of readTar(archive, (name) => name.endsWith('.jpg'))) {
        if (!bytes) continue;
        const folder = path.slice(0, path.lastIndexOf('/'));
        const count = counts.get(folder) ?? 0;
        counts.set(folder, count + 1);
        if (count < perClass) kept.push({ path, bytes });
      }
      expect(counts.size).toBe(20);
      for (const [folder, count] of counts) expect(count).toBe(folder.startsWith('train/') ? 5000 : 1000);

      const file = await writeTar(join(temp, 'part.tar'), kept);
      const dataset = await loadImageDataset({ dataset: 'cifar10', dir: file, resizePixels: 0 });
      expect(dataset).toMatchObject({ height: 32, width: 32, channels: 3 });
      expect(dataset.classNames[9]).toBe('truck');
      const index = kept.findIndex(({ path }) => path.startsWith('train/truck/'));
      const expected = await sharp(kept[index].bytes).raw().toBuffer();
      const first = dataset.train.labels.indexOf(9) * 3072;
      expect(Buffer.from(dataset.train.pixels.subarray(first, first + 3072)).equals(expected)).toBe(true);
    });
  },
);
