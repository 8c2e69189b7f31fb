/** Items of one call of a fixed batch size. */
export interface PaddedBatch {
  /** Positions of the items, the last one repeated to fill the batch. */
  readonly items: readonly number[];
  /** How many of them count; the rest is filling. */
  readonly count: number;
}

/** The positions in `order`, cut into batches of `size`: each in exactly one batch, the last one filled up. */
export function splitIntoBatches(order: ArrayLike<number>, size: number): PaddedBatch[] {
  const result: PaddedBatch[] = [];
  for (let start = 0; start < order.length; start += size) {
    const count = Math.min(size, order.length - start);
    const items = Array.from({ length: size }, (_, i) => order[start + Math.min(i, count - 1)]);
    result.push({ items, count });
  }
  return result;
}
