import { ExportedClassifier } from '../child/cnn/serving';
import type { ImageDataset, ImageSet } from '../data/images/dataset';
import { InputError } from '../errors';
import { type ImageExportMetadata, readImageExportMetadata } from '../run/export-metadata';
import type { Prediction } from './image-details';

/** Score of an exported classifier on a set of images. */
export interface ImageExportScore {
  /** Fraction of images classified correctly. */
  readonly accuracy: number;
  readonly correct: number;
  readonly images: number;
}

/** Images per batch by default. */
const DEFAULT_BATCH_SIZE = 100;

/**
 * Scores an exported model on images. The model is fed their bytes, as by any other user of the export.
 *
 * @param batchSize images at a time; the result does not depend on it
 * @param onProgress called with the number of images done and their total
 * @param onPrediction called for each image in order
 * @throws InputError if the data set has other images or classes than the model
 */
export function evaluateImageExport(
  folder: string,
  dataset: ImageDataset,
  part: 'train' | 'test',
  batchSize = DEFAULT_BATCH_SIZE,
  onProgress: (done: number, total: number) => void = () => undefined,
  onPrediction: (prediction: Prediction) => void = () => undefined,
): ImageExportScore {
  const metadata = readImageExportMetadata(folder);
  const images = matchChannels(dataset[part], dataset.channels, metadata.image.channels);
  const channels = Math.max(dataset.channels, metadata.image.channels);
  assertSameImages(folder, metadata, { ...dataset, channels });
  const { height, width } = dataset;
  const model = new ExportedClassifier(folder, [height, width, channels]);
  try {
    const { pixels, labels } = images;
    const imageLength = height * width * channels;
    let correct = 0;
    for (let start = 0; start < labels.length; start += batchSize) {
      const end = Math.min(labels.length, start + batchSize);
      const { classes, probabilities } = model.classify(pixels.slice(start * imageLength, end * imageLength));
      const classCount = probabilities.length / classes.length;
      classes.forEach((predicted, i) => {
        if (predicted === labels[start + i]) correct += 1;
        onPrediction({ image: start + i, predicted, probability: probabilities[i * classCount + predicted] });
      });
      onProgress(end, labels.length);
    }
    return { accuracy: correct / labels.length, correct, images: labels.length };
  } finally {
    model.dispose();
  }
}

/** Gray images are three equal channels for a model of color images: its training images may have more color. */
function matchChannels(images: ImageSet, found: number, wanted: number): ImageSet {
  if (found >= wanted) return images;
  const pixels = new Uint8Array(images.pixels.length * wanted);
  images.pixels.forEach((value, i) => pixels.fill(value, i * wanted, (i + 1) * wanted));
  return { ...images, pixels };
}

function assertSameImages(
  folder: string,
  { image, classNames }: ImageExportMetadata,
  dataset: ImageDataset,
): void {
  const { height, width, channels } = dataset;
  if (image.height !== height || image.width !== width || image.channels !== channels) {
    throw new InputError(
      `${folder} takes images of ${image.width}x${image.height}x${image.channels}, but ${dataset.name} has ` +
        `${width}x${height}x${channels}: use the data set it was trained on, or images of that size`,
    );
  }
  if (classNames.join('\n') !== dataset.classNames.join('\n')) {
    throw new InputError(
      `${folder} has the classes ${formatNames(classNames)}, but ${dataset.name} has ${formatNames(dataset.classNames)}: ` +
        `use a data set with the same classes in the same order`,
    );
  }
}

function formatNames(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
}
