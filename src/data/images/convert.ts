import sharp from 'sharp';
import { runConcurrently } from '../concurrently';
import type { LoadCallbacks } from '../load-callbacks';

/** Twice the default size of Node's thread pool, so that no thread waits for the main thread. */
const CONCURRENT_IMAGES = 8;
const PROGRESS_INTERVAL = 500;

/**
 * Runs `convert(0) .. convert(count - 1)`, several at a time, each with one thread of sharp. For many small images this is faster
 * than several threads each.
 *
 * @param stage what is done, for progress
 * @throws the error of the lowest failing index
 */
export async function convertImages(
  count: number,
  stage: string,
  callbacks: LoadCallbacks,
  convert: (index: number) => Promise<void>,
): Promise<void> {
  const threadsBefore = sharp.concurrency();
  sharp.concurrency(1);
  let done = 0;
  try {
    await runConcurrently(count, CONCURRENT_IMAGES, async (i) => {
      await convert(i);
      done++;
      if (done % PROGRESS_INTERVAL === 0 || done === count) {
        callbacks.onProgress?.({ stage, done, total: count, unit: 'images' });
      }
    });
  } finally {
    sharp.concurrency(threadsBefore);
  }
}
