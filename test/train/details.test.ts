import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { ImageDataset } from '../../src/data/images/dataset';
import { writeTestDetails } from '../../src/train/details';
import { createImageDetails } from '../../src/train/image-details';
import { TextDetails } from '../../src/train/text-details';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('wrong images are written as one picture, those with the highest probability first', async () => {
  const pixel = (gray: number): number[] => [gray, gray, gray];
  const test = {
    pixels: Uint8Array.from([10, 20, 30].flatMap((gray) => [...pixel(gray), ...pixel(gray + 1)])),
    labels: Int32Array.from([0, 1, 0]),
  };
  const dataset = { test, height: 1, width: 2, channels: 3 } as unknown as ImageDataset;
  const details = createImageDetails(dataset, [
    { image: 0, predicted: 1, probability: 0.6 },
    { image: 1, predicted: 1, probability: 0.7 },
    { image: 2, predicted: 1, probability: 0.8 },
  ]);
  await writeTestDetails(folder(), details);
  expect(fs.readFileSync(path.join(folder(), 'test-predictions.csv'), 'utf8')).toBe(
    'image,label,predicted,probability,picture\n0,0,1,0.6,1\n1,1,1,0.7,\n2,0,1,0.8,0\n',
  );
  const { data, info } = await sharp(path.join(folder(), 'wrong-images.png'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([4, 1]);
  expect([...data]).toEqual([30, 31, 10, 11].flatMap(pixel));
});

test('losses of a text are collected by position and by word', () => {
  const details = new TextDetails();
  for (let step = 0; step < 20; step++) {
    details.add(step, step % 2, step === 0 ? 5 : 1);
    details.add(step, 2, 1);
  }
  const [positions, words] = details.finish(['a', 'b', 'c']).tables;
  expect(positions.rows[0]).toEqual([1, 1, 2, 3, Math.exp(3)]);
  expect(positions.rows.at(-1)?.[1]).toBe(20);
  const tokens = positions.rows.reduce((sum, [, , count]) => sum + Number(count), 0);
  expect(tokens).toBe(40);
  // Consecutive, without gaps.
  positions.rows.slice(1).forEach(([from], i) => expect(from).toBe(Number(positions.rows[i][1]) + 1));
  expect(words.rows).toEqual([
    ['c', 20, 1, 20 / 44],
    ['a', 10, 1.4, 14 / 44],
    ['b', 10, 1, 10 / 44],
  ]);
});
