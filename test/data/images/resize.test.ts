import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ImageDataset } from '../../../src/data/images/dataset';
import { loadImageDataset } from '../../../src/data/images/registry';
import { resizeImages } from '../../../src/data/images/resize';
import { EnvironmentError } from '../../../src/errors';
import { createRandomStream, randomInteger } from '../../../src/random';
import { useTempFolder } from '../../support/data/cache-folder';

const temp = useTempFolder();
const CLASSES = ['ant', 'bee'];

/** Draws a training and a test image of each of two classes. */
function drawImages(height: number, width: number, channels: 1 | 3): ImageDataset {
  const random = createRandomStream(1, 'images', height, width, channels);
  const draw = () => ({
    pixels: Uint8Array.from({ length: 2 * height * width * channels }, () => randomInteger(random, 256)),
    labels: Int32Array.of(0, 1),
  });
  return { name: 'drawn', height, width, channels, classNames: CLASSES, train: draw(), test: draw() };
}

/** Writes the images as PNG files, which lose nothing. */
async function writePngs({ height, width, channels, train, test }: ImageDataset): Promise<string> {
  const folder = join(temp, `${height}x${width}x${channels}`);
  const size = height * width * channels;
  for (const [part, { pixels, labels }] of Object.entries({ train, test })) {
    for (const [i, label] of labels.entries()) {
      await mkdir(join(folder, part, CLASSES[label]), { recursive: true });
      const raw = { height, width, channels: channels as 1 | 3 };
      const png = sharp(pixels.subarray(i * size, (i + 1) * size), { raw }).png();
      await writeFile(join(folder, part, CLASSES[label], 'image.png'), await png.toBuffer());
    }
  }
  return folder;
}

test.each([
  [32, 32, 3, 16],
  [28, 28, 1, 16],
  [28, 28, 1, 32],
  [9, 14, 3, 6],
  [14, 9, 1, 5],
] as const)(
  '%i x %i pixels in %i channels become %i as those of PNG files do',
  async (height, width, channels, side) => {
    const dataset = drawImages(height, width, channels);
    const request = { dataset: 'images', dir: await writePngs(dataset), resizePixels: side };
    const expected = await loadImageDataset(request);
    for (const from of ['resized', 'cached']) {
      const { train, test: tested, ...shape } = await resizeImages(dataset, side, {});
      expect([from, shape]).toEqual([
        from,
        { name: 'drawn', height: side, width: side, channels, classNames: CLASSES },
      ]);
      expect([from, train]).toEqual([from, expected.train]);
      expect([from, tested]).toEqual([from, expected.test]);
    }
  },
);

test('images of the wanted size, or of any size for 0, are returned as they are', async () => {
  const dataset = drawImages(8, 8, 3);
  expect(await resizeImages(dataset, 8, {})).toBe(dataset);
  expect(await resizeImages(dataset, 0, {})).toBe(dataset);
});

test('images of other pixels are not taken from the cache', async () => {
  const dataset = drawImages(8, 8, 1);
  const inverted = {
    ...dataset,
    test: { ...dataset.test, pixels: dataset.test.pixels.map((value) => 255 - value) },
  };
  const first = await resizeImages(dataset, 4, {});
  const second = await resizeImages(inverted, 4, {});
  expect(second.train).toEqual(first.train);
  expect(second.test.pixels).not.toEqual(first.test.pixels);
});

test('resizing reports progress and refuses images that do not fit into memory', async () => {
  const stages: string[] = [];
  await resizeImages(drawImages(6, 6, 3), 3, {
    onProgress: ({ stage, done, total }) => stages.push(`${stage} ${done}/${total}`),
  });
  expect(stages).toEqual(['resizing images 2/2', 'resizing images 2/2']);
  await expect(resizeImages(drawImages(6, 6, 3), 300_000, {})).rejects.toThrow(EnvironmentError);
});
