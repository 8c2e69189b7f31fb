import { type ChildImages, selectChildImages } from '../../child/cnn/training';
import { type ChildText, selectChildText } from '../../child/rnn/training';
import { digestTrainingImages } from '../../data/images/digest';
import { countImageBytes } from '../../data/images/memory';
import { loadImageDataset } from '../../data/images/registry';
import { splitDataset } from '../../data/images/split';
import type { LoadCallbacks } from '../../data/load-callbacks';
import { digestText } from '../../data/text/digest';
import { loadTextDataset } from '../../data/text/registry';
import { EnvironmentError, StoppedError } from '../../errors';
import type { RunHooks } from '../../run/hooks';
import { assertImageMemory } from '../image-memory';
import type { ImageChildJobData, TextChildJobData } from './job';

const memoizedImages = memoizeLast<ChildImages>();
const memoizedText = memoizeLast<ChildText>();

/**
 * Loads the images that a child is trained and scored on. They are cached for the thread's next child.
 *
 * @throws EnvironmentError if they differ from the search's images; StoppedError; as `loadImageDataset`
 */
export function loadChildImages(
  data: ImageChildJobData['data'],
  seed: number,
  hooks: RunHooks,
): Promise<ChildImages> {
  return memoizedImages(JSON.stringify([data, seed]), async () => {
    const dataset = await loadImageDataset(data, createStopCallbacks(hooks, 'the images were'));
    assertSameDigest(data, digestTrainingImages(dataset), 'images');
    const parts = splitDataset(dataset, data.validImages, data.trainImages, seed);
    const { height, width, channels } = dataset;
    const bytes = countImageBytes(parts.train.length + parts.valid.length, height, width, channels);
    assertImageMemory(dataset.name, bytes, () => undefined);
    return selectChildImages(dataset, parts);
  });
}

/**
 * Loads the text that a child is trained and scored on. It is cached for the thread's next child.
 *
 * @throws EnvironmentError if it differs from the search's text; StoppedError; as `loadTextDataset`
 */
export function loadChildText(data: TextChildJobData['data'], hooks: RunHooks): Promise<ChildText> {
  return memoizedText(JSON.stringify(data), async () => {
    const dataset = await loadTextDataset(data, createStopCallbacks(hooks, 'the text was'));
    assertSameDigest(data, digestText(dataset), 'words');
    return selectChildText(dataset, data.trainTokens);
  });
}

/** Returns a loader that caches the last value. */
function memoizeLast<T>(): (name: string, load: () => Promise<T>) => Promise<T> {
  let cached: { readonly name: string; readonly value: T } | undefined;
  return async (name, load) => {
    if (cached?.name === name) return cached.value;
    cached = undefined; // memory may not suffice for both
    const value = await load();
    cached = { name, value };
    return value;
  };
}

function createStopCallbacks(hooks: RunHooks, subject: string): LoadCallbacks {
  return {
    onProgress() {
      if (hooks.stopRequested() !== undefined) throw new StoppedError(`stopped while ${subject} loaded`);
    },
  };
}

function assertSameDigest(
  { dir, dataset, digest }: { readonly dir: string; readonly dataset: string; readonly digest: string },
  found: string,
  noun: string,
): void {
  if (found === digest) return;
  throw new EnvironmentError(
    `${dir || dataset} has other ${noun} on the worker than on the search's machine: copy the same data to both`,
  );
}
