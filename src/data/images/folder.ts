import { InputError } from '../../errors';
import { measureMemory } from '../../memory';
import type { LoadCallbacks } from '../load-callbacks';
import { buildImageTree, describeLeftOut, type ImageTree, type LabeledPath } from './class-tree';
import { convertImages } from './convert';
import type { ImageDataset, ImagePart, ImageSet } from './dataset';
import { type DecodedImage, decodeImage, DECODER_VERSION } from './decode';
import { loadCachedOrDecode } from './decoded-cache';
import { assertMemory, countImageBytes } from './memory';
import type { ImageSource } from './source';

const MEMORY_REMEDY = 'use fewer or smaller images (data.resizePixels), or a machine with more memory';

/**
 * Loads the data set in `train/<class>/` and `test/<class>/` of a folder or an archive, from the cache if possible. It
 * has 3 channels (RGB), or 1 if every pixel is gray.
 *
 * @param resizePixels see decodeImage; 0 rejects images of different sizes
 * @param part the only part that is needed; undefined: both
 * @throws InputError naming the invalid file or folder
 * @throws EnvironmentError if the decoded images do not fit into memory
 */
export async function loadImageTree(
  name: string,
  source: ImageSource,
  resizePixels: number,
  callbacks: LoadCallbacks,
  part?: ImagePart,
): Promise<ImageDataset> {
  const key = ['images', await source.fingerprint(), `resize ${resizePixels}`, DECODER_VERSION];
  if (part !== undefined) key.push(part);
  const decode = (callbacksOfDecoding: LoadCallbacks): Promise<ImageDataset> =>
    decodeTree(name, source, resizePixels, callbacksOfDecoding, part);
  return loadCachedOrDecode(name, key, decode, callbacks);
}

async function decodeTree(
  name: string,
  source: ImageSource,
  resizePixels: number,
  callbacks: LoadCallbacks,
  part: ImagePart | undefined,
): Promise<ImageDataset> {
  const tree = buildImageTree(source.name, await source.list(), part && [part]);
  const leftOut = describeLeftOut(source.name, tree);
  if (leftOut !== undefined) callbacks.onNotice?.(leftOut);
  const files = [...tree.train, ...tree.test];
  const decode = async ({ path }: LabeledPath): Promise<DecodedImage> =>
    decodeImage(await source.read(path), `${source.name}: ${path}`, resizePixels);

  const first = await decode(files[0]);
  const { height, width } = first;
  const needed = countImageBytes(files.length, height, width, 3);
  assertMemory(name, needed, measureMemory().available, 'memory', MEMORY_REMEDY);
  const size = height * width * 3;
  const pixels = new Uint8Array(files.length * size);

  await convertImages(files.length, 'decoding images', callbacks, async (i) => {
    const file = files[i];
    const image = i === 0 ? first : await decode(file);
    if (image.height !== height || image.width !== width) {
      throw new InputError(
        `${source.name}: ${file.path} has ${image.width}x${image.height} pixels, but ${files[0].path} ` +
          `${width}x${height}: give images of one size, or set data.resizePixels=${Math.min(width, height)}`,
      );
    }
    pixels.set(image.pixels, i * size);
  });
  return createDataset(name, tree, first, pixels);
}

/** @param rgb [train and test images, height, width, 3] */
function createDataset(
  name: string,
  tree: ImageTree,
  { height, width }: DecodedImage,
  rgb: Uint8Array,
): ImageDataset {
  const channels = isGray(rgb) ? 1 : 3;
  const pixels = channels === 1 ? takeFirstChannel(rgb) : rgb;
  const trainLength = tree.train.length * height * width * channels;
  const createSet = (paths: readonly LabeledPath[], start: number, end?: number): ImageSet => ({
    pixels: pixels.subarray(start, end),
    labels: Int32Array.from(paths, ({ label }) => label),
  });
  return {
    name,
    height,
    width,
    channels,
    classNames: tree.classNames,
    train: createSet(tree.train, 0, trainLength),
    test: createSet(tree.test, trainLength),
  };
}

/** Returns true if red, green and blue are equal everywhere. */
function isGray(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  }
  return true;
}

function takeFirstChannel(rgb: Uint8Array): Uint8Array {
  const gray = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < gray.length; i++) gray[i] = rgb[i * 3];
  return gray;
}
