import { type ChildText, childText } from '../../child/rnn/training';
import { type ChildImages, childImages } from '../../child/cnn/training';
import { textDigest } from '../../data/text/digest';
import { trainingDigest } from '../../data/images/digest';
import type { LoadObserver } from '../../data/observer';
import { loadImageDataset } from '../../data/images/registry';
import { imageBytes } from '../../data/images/memory';
import { split } from '../../data/images/split';
import { loadTextDataset } from '../../data/text/registry';
import { EnvironmentError, StoppedError } from '../../errors';
import type { Hooks } from '../../run/hooks';
import type { ImageChildData, TextChildData } from './job';
import { requireImageRoom } from '../image-memory';

const lastImages = keepingLast<ChildImages>();
const lastText = keepingLast<ChildText>();

/**
 * The images that a child is trained and scored on, kept for the next child of this thread.
 *
 * @throws EnvironmentError where they are not those that the search has; StoppedError while they are loaded; as `loadImageDataset`
 */
export function imagesOf(data: ImageChildData['data'], seed: number, hooks: Hooks): Promise<ChildImages> {
  return lastImages(JSON.stringify([data, seed]), async () => {
    const dataset = await loadImageDataset(data, answeringStops(hooks, 'the images were'));
    requireSame(data, trainingDigest(dataset), 'images');
    const parts = split(dataset, data.validImages, data.trainImages, seed);
    const { height, width, channels } = dataset;
    const bytes = imageBytes(parts.train.length + parts.valid.length, height, width, channels);
    requireImageRoom(dataset.name, bytes, () => undefined);
    return childImages(dataset, parts);
  });
}

/**
 * The text that a child is trained and scored on, kept for the next child of this thread.
 *
 * @throws EnvironmentError where it is not that of the search; StoppedError while it is loaded; as `loadTextDataset`
 */
export function textOf(data: TextChildData['data'], hooks: Hooks): Promise<ChildText> {
  return lastText(JSON.stringify(data), async () => {
    const dataset = await loadTextDataset(data, answeringStops(hooks, 'the text was'));
    requireSame(data, textDigest(dataset), 'words');
    return childText(dataset, data.trainTokens);
  });
}

/** Remembers what was loaded last. */
function keepingLast<T>(): (name: string, load: () => Promise<T>) => Promise<T> {
  let held: { readonly name: string; readonly value: T } | undefined;
  return async (name, load) => {
    if (held?.name === name) return held.value;
    held = undefined; // there may not be room for both
    const value = await load();
    held = { name, value };
    return value;
  };
}

function answeringStops(hooks: Hooks, whatWas: string): LoadObserver {
  return {
    onProgress() {
      if (hooks.stopRequested() !== undefined) throw new StoppedError(`stopped while ${whatWas} loaded`);
    },
  };
}

function requireSame(
  { dir, dataset, digest }: { readonly dir: string; readonly dataset: string; readonly digest: string },
  found: string,
  things: string,
): void {
  if (found === digest) return;
  throw new EnvironmentError(
    `${dir || dataset} holds other ${things} on the worker's machine than on that of the search: put the same data there`,
  );
}
