import type { Graph } from '../src/graph/graph';
import { add, gather, matmul, reshape, slice } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import type { Space } from '../src/space/space';

/** Masks that are added to the logits of tokens, so that invalid tokens have probability 0. */
export class TokenMasks {
  /** [length * (vocabulary + 1), vocabulary], see `buildTokenMasks` */
  private readonly table: Tensor;
  private readonly vocabulary: number;

  constructor(graph: Graph, space: Space) {
    const { length, vocabulary } = space;
    this.vocabulary = vocabulary;
    this.table = graph.constant(buildTokenMasks(space), [length * (vocabulary + 1), vocabulary]);
  }

  /**
   * Returns the masks of all positions.
   *
   * @param previous int64 [batch, length], the preceding token of each position; `vocabulary` is the start
   * @returns [batch * length, vocabulary]
   */
  getSequenceMasks(previous: Tensor): Tensor {
    const [batch, length] = previous.shape;
    const rowOffsets = Array.from({ length }, (_, position) => this.findFirstRow(position));
    const offsets = previous.node.graph.constant(rowOffsets, [1, length], 'int64');
    return gather(this.table, reshape(add(previous, offsets), [batch * length]), 0);
  }

  /**
   * Returns the masks of one position.
   *
   * @param previous the preceding tokens, one-hot [batch, vocabulary + 1]
   * @returns [batch, vocabulary]
   */
  getPositionMasks(position: number, previous: Tensor): Tensor {
    const rows = slice(this.table, [this.findFirstRow(position), 0], [this.vocabulary + 1, this.vocabulary]);
    return matmul(previous, rows);
  }

  private findFirstRow(position: number): number {
    return position * (this.vocabulary + 1);
  }
}

/** Added to the logit of an invalid token: its probability becomes 0. */
const MASKED_LOGIT = -1e9;

/**
 * Returns the masks of a space: 0 for valid tokens, a large negative number for others. Row
 * `position * (vocabulary + 1) + previous` is for a token at `position` after `previous`, where `vocabulary` denotes the
 * start. Rows of unreachable previous tokens are all valid and never used.
 *
 * @returns values of [length * (vocabulary + 1), vocabulary], row-major
 */
export function buildTokenMasks(space: Space): number[] {
  const { length, vocabulary } = space;
  const rows: number[] = [];
  let reachable = new Set<number | undefined>([undefined]);
  for (let position = 0; position < length; position++) {
    const next = new Set<number | undefined>();
    for (let previous = 0; previous <= vocabulary; previous++) {
      const before = previous === vocabulary ? undefined : previous;
      if (!reachable.has(before)) {
        rows.push(...Array.from({ length: vocabulary }, () => 0));
        continue;
      }
      const valid = new Set(space.validTokens(position, before));
      for (const token of valid) next.add(token);
      rows.push(...Array.from({ length: vocabulary }, (_, token) => (valid.has(token) ? 0 : MASKED_LOGIT)));
    }
    reachable = next;
  }
  return rows;
}
