import { IMAGE_DATASET_NAMES } from '../data/images/registry';
import { TEXT_DATASET_NAMES } from '../data/text/registry';
import { createUnknownNameError, InputError } from '../errors';
import { getModality, type Modality } from '../space/registry';

/** Names of the data sets, by modality. */
const DATASETS: Readonly<Record<Modality, readonly string[]>> = {
  images: IMAGE_DATASET_NAMES,
  text: TEXT_DATASET_NAMES,
};

/**
 * Checks that the architectures of a space can be trained on a data set.
 *
 * @throws InputError if it is of the other modality, or its name is unknown
 */
export function assertDatasetFits(dataset: string, space: string): void {
  const modality = getModality(space);
  const known = DATASETS[modality];
  if (known.includes(dataset)) return;
  if (DATASETS.text.includes(dataset)) {
    throw new InputError(
      `a convolutional cell cannot be trained on the text '${dataset}': give an image data set (${known.join(', ')}), or a recurrent cell`,
    );
  }
  if (DATASETS.images.includes(dataset)) {
    throw new InputError(
      `a recurrent cell cannot be trained on the images '${dataset}': give a text (${known.join(', ')}), or a convolutional cell`,
    );
  }
  const kind = modality === 'images' ? 'image data set' : 'text data set';
  throw createUnknownNameError(kind, dataset, known);
}
