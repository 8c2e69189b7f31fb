/** A batch of fixed size. */
export interface PaddedBatch {
  /** Indices of the items, the last one repeated to fill the batch. */
  readonly items: readonly number[];
  /** Number of items without padding. */
  readonly count: number;
}

/** Splits the indices in `order` into batches of `size`, each index in exactly one. The last batch is padded. */
export function splitIntoBatches(order: ArrayLike<number>, size: number): PaddedBatch[] {
  const result: PaddedBatch[] = [];
  for (let start = 0; start < order.length; start += size) {
    const count = Math.min(size, order.length - start);
    const items = Array.from({ length: size }, (_, i) => order[start + Math.min(i, count - 1)]);
    result.push({ items, count });
  }
  return result;
}
