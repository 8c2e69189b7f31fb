import { type ChildImages, childImages } from '../child/training';
import { trainingDigest } from '../data/digest';
import { loadImageDataset } from '../data/registry';
import { imageBytes } from '../data/size';
import { split } from '../data/split';
import { EnvironmentError, StoppedError } from '../errors';
import type { Hooks } from '../run/hooks';
import type { ChildData } from './child-job';
import { requireImageRoom } from './image-room';

let held: { readonly name: string; readonly images: ChildImages } | undefined;

/**
 * The images that a child is trained and scored on, kept for the next child of this thread.
 *
 * @throws EnvironmentError where they are not those that the search has; StoppedError while they are loaded; as `loadImageDataset`
 */
export async function imagesOf(data: ChildData['data'], seed: number, hooks: Hooks): Promise<ChildImages> {
  const name = JSON.stringify([data, seed]);
  if (held?.name === name) return held.images;
  held = undefined; // there may not be room for both
  const answerStop = (): void => {
    if (hooks.stopRequested() !== undefined) throw new StoppedError('stopped while the images were loaded');
  };
  const dataset = await loadImageDataset(data, { onProgress: answerStop });
  if (trainingDigest(dataset) !== data.digest) {
    throw new EnvironmentError(
      `${data.dir || data.dataset} holds other images on the worker's machine than on that of the search: put the same data there`,
    );
  }
  const parts = split(dataset, data.validImages, data.trainImages, seed);
  const { height, width, channels } = dataset;
  const bytes = imageBytes(parts.train.length + parts.valid.length, height, width, channels);
  requireImageRoom(dataset.name, bytes, () => undefined);
  const images = childImages(dataset, parts);
  held = { name, images };
  return images;
}
