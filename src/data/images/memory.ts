import { EnvironmentError } from '../../errors';
import type { ImageSet } from './dataset';

const labelBytes = Int32Array.BYTES_PER_ELEMENT;

/** Bytes that `images` images of a shape take with their labels: pixels of 8 bits, labels of 32. */
export function countImageBytes(images: number, height: number, width: number, channels: number): number {
  return images * (height * width * channels + labelBytes);
}

/** Bytes of the given parts, as they lie in memory and on the device. */
export function countSetBytes(...sets: readonly ImageSet[]): number {
  return sets.reduce((sum, set) => sum + set.pixels.length + set.labels.length * labelBytes, 0);
}

/**
 * Refuses a data set for which there is no room.
 *
 * @param needed bytes needed
 * @param available bytes free
 * @param memoryName whose memory it is, such as `the GPU's memory`
 * @param remedy what to do
 * @throws EnvironmentError with the size and the room there is
 */
export function assertMemory(
  name: string,
  needed: number,
  available: number,
  memoryName: string,
  remedy: string,
): void {
  if (needed <= available) return;
  throw new EnvironmentError(
    `The data set ${name} needs ${formatMegabytes(needed)} of ${memoryName}, where ${formatMegabytes(available)} are free: ${remedy}.`,
  );
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
