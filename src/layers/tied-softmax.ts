import {
  add,
  addAll,
  concat,
  customGradient,
  div,
  exp,
  gather,
  log,
  matmul,
  max,
  mean,
  mul,
  reshape,
  scale,
  slice,
  split,
  sub,
  sum,
  unsortedSegmentSum,
} from '../graph/ops';
import { describeTensor, type Tensor } from '../graph/tensor';

/*
 * The output layer of a language model, with the input embedding as weights (Inan et al., ICLR 2017; Press and Wolf,
 * EACL 2017). Logits are by far the largest tensors, and memory bandwidth dominates their cost. Both functions therefore
 * process a few hundred tokens at a time, whose logits stay in the cache.
 */

/** Elements of the logits that are processed together. */
const CHUNK_LOGITS = 1_600_000;

/** Parameters of the output layer. */
export interface TiedSoftmax {
  /** [vocabulary, hidden] */
  readonly embedding: Tensor;
  /** [vocabulary] */
  readonly bias: Tensor;
}

/**
 * Returns the mean cross-entropy of the next words in nats, with a custom gradient, for training.
 *
 * With `e = exp(logits - max)` and its row sums `n`, the derivative with respect to the logits is `e / n - oneHot`. It is
 * never materialized: `1 / n` scales the other, smaller factor of each product, and the one-hot part selects rows.
 *
 * @param states [tokens, hidden]
 * @param targets int32 or int64 [tokens]
 * @throws Error naming the shapes if they do not match
 */
export function tiedSoftmaxLoss(states: Tensor, layer: TiedSoftmax, targets: Tensor): Tensor {
  const { embedding, bias } = layer;
  const [vocabulary] = bias.shape;
  const tokens = states.shape[0];
  const chunks = splitIntoChunks(states, layer, targets).map(computeExponentials);
  const loss = mean(concat(chunks.map(computeCrossEntropies), 0), [0]);
  return customGradient(loss, [states, embedding, bias], ([dy], needed) => {
    if (!dy) return [null, null, null];
    const { graph } = states.node;
    const inverses = chunks.map(({ total }) => div(graph.scalar(1), total));
    const dStates = () => {
      const expected = chunks.map(({ e }, i) => mul(matmul(e, embedding), toColumn(inverses[i])));
      return sub(concat(expected, 0), gather(embedding, targets, 0));
    };
    const dEmbedding = () => {
      const expected = chunks.map(({ e, rows }, i) => matmul(e, mul(rows, toColumn(inverses[i])), true));
      return sub(addAll(expected), unsortedSegmentSum(states, targets, vocabulary));
    };
    const dBias = () => {
      const expected = chunks.map(({ e }, i) =>
        reshape(matmul(reshape(inverses[i], [1, e.shape[0]]), e), [vocabulary]),
      );
      return sub(addAll(expected), unsortedSegmentSum(graph.constant([1], [tokens]), targets, vocabulary));
    };
    const factor = scale(dy, 1 / tokens);
    return [dStates, dEmbedding, dBias].map((compute, i) => (needed[i] ? mul(compute(), factor) : null));
  });
}

/**
 * Returns the cross-entropy of each next word in nats, without a gradient, for scoring.
 *
 * @param states [tokens, hidden]
 * @param targets int32 or int64 [tokens]
 * @returns [tokens]
 * @throws Error naming the shapes if they do not match
 */
export function tiedSoftmaxScore(states: Tensor, layer: TiedSoftmax, targets: Tensor): Tensor {
  return concat(
    splitIntoChunks(states, layer, targets).map(computeExponentials).map(computeCrossEntropies),
    0,
  );
}

/** Tokens that are processed together. */
interface Chunk {
  /** [tokens, hidden] */
  readonly rows: Tensor;
  /** int32 or int64 [tokens] */
  readonly words: Tensor;
  /** [tokens, vocabulary] */
  readonly logits: Tensor;
}

interface Exponentials extends Chunk {
  /** [tokens] */
  readonly largest: Tensor;
  /** exp(logits - largest), [tokens, vocabulary] */
  readonly e: Tensor;
  /** Row sums of `e`, [tokens] */
  readonly total: Tensor;
}

function computeExponentials(chunk: Chunk): Exponentials {
  const largest = max(chunk.logits, [1]);
  const e = exp(sub(chunk.logits, toColumn(largest)));
  return { ...chunk, largest, e, total: sum(e, [1]) };
}

/** [tokens] */
function computeCrossEntropies({ words, logits, largest, total }: Exponentials): Tensor {
  const targetLogits = reshape(gather(logits, toColumn(words), 1, 1), words.shape);
  return sub(add(log(total), largest), targetLogits);
}

function toColumn(x: Tensor): Tensor {
  return reshape(x, [x.shape[0], 1]);
}

function splitIntoChunks(states: Tensor, { embedding, bias }: TiedSoftmax, targets: Tensor): Chunk[] {
  const [tokens, hidden] = states.shape;
  const [vocabulary, width] = embedding.shape;
  if (
    hidden !== width ||
    bias.shape.join() !== String(vocabulary) ||
    targets.shape.join() !== String(tokens)
  ) {
    throw new Error(
      `shapes of a tied softmax do not match: states ${describeTensor(states)}, embedding ${describeTensor(embedding)}, bias ${describeTensor(bias)}, targets ${describeTensor(targets)}`,
    );
  }
  const count = Math.min(tokens, Math.ceil((tokens * vocabulary) / CHUNK_LOGITS));
  const ends = Array.from({ length: count + 1 }, (_, i) => Math.floor((i * tokens) / count));
  const chunkSizes = ends.slice(1).map((end, i) => end - ends[i]);
  return split(states, chunkSizes, 0).map((rows, i) => ({
    rows,
    // Sliced rather than split, which for integers has no kernel on a GPU.
    words: slice(targets, [ends[i]], [chunkSizes[i]]),
    logits: add(matmul(rows, embedding, false, true), bias),
  }));
}
