import { ServedClassifier } from '../child/cnn/serving';
import type { ImageDataset, ImageSet } from '../data/images/dataset';
import { InputError } from '../errors';
import { type ModelCard, readCard } from '../run/export-metadata';

/** How well an exported model does on a set of images. */
export interface ExportScore {
  /** Fraction classified rightly. */
  readonly accuracy: number;
  readonly right: number;
  readonly images: number;
}

/** Images that are served at a time where nobody says. */
export const USUAL_BATCH = 100;

/**
 * Scores an exported model on images, feeding it their bytes as any user of it would.
 *
 * @param batch images at a time; the result does not depend on it
 * @param progress told how many images are done
 * @throws InputError where the data set has other images or classes than the model
 */
export function evaluateExport(
  folder: string,
  dataset: ImageDataset,
  part: 'train' | 'test',
  batch = USUAL_BATCH,
  progress: (done: number, total: number) => void = () => undefined,
): ExportScore {
  const card = readCard(folder);
  refuseOther(folder, card, dataset);
  const { height, width, channels } = dataset;
  const model = new ServedClassifier(folder, [height, width, channels]);
  try {
    const { pixels, labels }: ImageSet = dataset[part];
    const size = height * width * channels;
    let right = 0;
    for (let start = 0; start < labels.length; start += batch) {
      const end = Math.min(labels.length, start + batch);
      const { classes } = model.classify(pixels.slice(start * size, end * size));
      classes.forEach((likeliest, i) => {
        if (likeliest === labels[start + i]) right += 1;
      });
      progress(end, labels.length);
    }
    return { accuracy: right / labels.length, right, images: labels.length };
  } finally {
    model.dispose();
  }
}

function refuseOther(folder: string, { image, classNames }: ModelCard, dataset: ImageDataset): void {
  const { height, width, channels } = dataset;
  if (image.height !== height || image.width !== width || image.channels !== channels) {
    throw new InputError(
      `${folder} takes images of ${image.width}x${image.height}x${image.channels}, but those of ${dataset.name} are ` +
        `${width}x${height}x${channels}: give the data set that it was trained on, or one of such images`,
    );
  }
  if (classNames.join('\n') !== dataset.classNames.join('\n')) {
    throw new InputError(
      `${folder} knows the classes ${shorten(classNames)}, but ${dataset.name} has ${shorten(dataset.classNames)}: ` +
        `give a data set with the same classes in the same order`,
    );
  }
}

function shorten(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
}
