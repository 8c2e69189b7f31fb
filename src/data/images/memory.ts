import { EnvironmentError } from '../../errors';

const LABEL_BYTES = Int32Array.BYTES_PER_ELEMENT;

/** Counts the bytes of `images` images of a shape: 8-bit pixels and 32-bit labels. */
export function countImageBytes(images: number, height: number, width: number, channels: number): number {
  return images * (height * width * channels + LABEL_BYTES);
}

/**
 * Throws if a data set does not fit into memory.
 *
 * @param needed bytes needed
 * @param available bytes free
 * @param memoryName the memory, such as `the GPU's memory`
 * @param remedy what to do
 * @throws EnvironmentError with needed and free bytes
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
    `the data set ${name} needs ${formatMegabytes(needed)} of ${memoryName}, but ${formatMegabytes(available)} are free: ${remedy}`,
  );
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
