import sharp from 'sharp';
import { measureMemory } from '../../memory';
import type { LoadCallbacks } from '../load-callbacks';
import { convertImages } from './convert';
import type { ImageDataset, ImageSet } from './dataset';
import { DECODER_VERSION } from './decode';
import { loadCachedOrDecode } from './decoded-cache';
import { digestImages } from './digest';
import { assertMemory, countImageBytes } from './memory';

/**
 * Resizes decoded images as `decodeImage` resizes encoded ones, or takes them from the cache.
 *
 * @param resizePixels side of the square that each image is scaled to cover; 0 keeps the size
 * @throws EnvironmentError if the resized images do not fit into memory
 */
export async function resizeImages(
  dataset: ImageDataset,
  resizePixels: number,
  callbacks: LoadCallbacks,
): Promise<ImageDataset> {
  const { name, height, width, channels, train, test } = dataset;
  if (resizePixels === 0 || (resizePixels === height && resizePixels === width)) return dataset;
  const images = train.labels.length + test.labels.length;
  const needed = countImageBytes(images, resizePixels, resizePixels, channels);
  const remedy = 'use a smaller data.resizePixels, or a machine with more memory';
  assertMemory(name, needed, measureMemory().available, 'memory', remedy);
  const resize = async (callbacksOfResizing: LoadCallbacks): Promise<ImageDataset> => ({
    ...dataset,
    height: resizePixels,
    width: resizePixels,
    train: await resizeSet(dataset, train, resizePixels, callbacksOfResizing),
    test: await resizeSet(dataset, test, resizePixels, callbacksOfResizing),
  });
  const key = ['resized', digestImages(dataset), `resize ${resizePixels}`, DECODER_VERSION];
  return loadCachedOrDecode(name, key, resize, callbacks);
}

async function resizeSet(
  { height, width, channels }: ImageDataset,
  { pixels, labels }: ImageSet,
  side: number,
  callbacks: LoadCallbacks,
): Promise<ImageSet> {
  const size = height * width * channels;
  const resizedSize = side * side * channels;
  const resized = new Uint8Array(labels.length * resizedSize);
  const raw = { height, width, channels: channels as 1 | 3 };
  await convertImages(labels.length, 'resizing images', callbacks, async (i) => {
    const image = await sharp(pixels.subarray(i * size, (i + 1) * size), { raw })
      .resize(side, side, { fit: 'cover' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
    resized.set(image, i * resizedSize);
  });
  return { pixels: resized, labels };
}
