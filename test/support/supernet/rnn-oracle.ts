import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { loadTensorFlow } from '../../../src/native/load';
import type { Architecture } from '../../../src/space/space';
import type { RnnSupernetSpec } from '../../../supernet/rnn';

/*
 * The language model of one recurrent cell, implemented from its definition with eager operations. The supernet must give
 * the same results when routed to the cell. Shares no code with src/graph, src/layers or supernet.
 */

type T2 = tfjs.Tensor2D;

/** The variables of a supernet. */
export interface Weights {
  /** [vocabulary, hidden] */
  readonly embedding: tfjs.Tensor;
  /** [vocabulary] */
  readonly bias: tfjs.Tensor;
  /** Weights of node 0 for the input, then for the hidden state: [hidden, 2 * hidden] each, flat. */
  readonly fixed: tfjs.Tensor;
  /** A flat slice [hidden, 2 * hidden] for each node, earlier node and activation, and an unused one after each node's. */
  readonly bank0: tfjs.Tensor;
}

/** Variational dropout masks, [batch, hidden] each. */
export interface Masks {
  readonly embedding: T2;
  readonly hidden: T2;
  readonly nodes: readonly T2[];
  readonly output: T2;
}

export interface ReadText {
  /** Cross-entropy of each next word in nats, [time * sequences]. */
  readonly losses: tfjs.Tensor1D;
  /** Hidden state after each step, [sequences, hidden]. */
  readonly states: readonly T2[];
  /** The same states with the output mask applied. */
  readonly masked: readonly T2[];
}

/**
 * Reads a text.
 *
 * @param tokens [time, sequences], as `targets`
 * @param hidden the state before, [sequences, hidden]
 */
export function readText(
  spec: Pick<RnnSupernetSpec, 'nodes' | 'hiddenSize' | 'output'>,
  architecture: Architecture,
  weights: Weights,
  { tokens, targets }: { readonly tokens: Int32Array; readonly targets: Int32Array },
  hidden: T2,
  masks?: Masks,
): ReadText {
  const tf = loadTensorFlow();
  const units = spec.hiddenSize;
  const [sequences] = hidden.shape;
  const size = 2 * units * units;
  const matrix = (flat: tfjs.Tensor): T2 => tf.reshape<tfjs.Rank.R2>(flat, [units, 2 * units]);
  const functions = [tf.tanh, tf.relu, tf.sigmoid, (x: T2) => x] as ((x: T2) => T2)[];
  const table = weights.embedding as T2;
  const inputWeights = matrix(tf.slice(weights.fixed, [0], [size]));
  const hiddenWeights = matrix(tf.slice(weights.fixed, [size], [size]));
  const dropped = (x: T2, mask: T2 | undefined): T2 => (mask ? tf.mul(x, mask) : x);

  const states: T2[] = [];
  let last = hidden;
  for (let t = 0; t < tokens.length / sequences; t++) {
    const words = tokens.slice(t * sequences, (t + 1) * sequences);
    last = cell(tf.gather(table, tf.tensor1d(words, 'int32')), last);
    states.push(last);
  }
  const masked = states.map((state) => dropped(state, masks?.output));
  const logits = tf.add<T2>(tf.matMul(tf.concat([...masked]), table, false, true), weights.bias);
  const next = tf.oneHot(tf.tensor1d(targets, 'int32'), table.shape[0]);
  const losses = tf.neg(tf.sum<tfjs.Tensor1D>(tf.mul(next, tf.logSoftmax(logits)), 1));
  return { losses, states, masked };

  function cell(word: T2, before: T2): T2 {
    const projected = tf.add<T2>(
      tf.matMul(dropped(word, masks?.embedding), inputWeights),
      tf.matMul(dropped(before, masks?.hidden), hiddenWeights),
    );
    const nodes = [highway(projected, before, architecture[0])];
    const read = new Set<number>();
    for (let node = 1; node < spec.nodes; node++) {
      const [previous, activation] = architecture.slice(2 * node - 1, 2 * node + 1);
      read.add(previous);
      const slice = tf.slice(weights.bank0, [rowOf(node, previous, activation), 0], [1, size]);
      const product: T2 = tf.matMul(dropped(nodes[previous], masks?.nodes[node - 1]), matrix(slice));
      nodes.push(highway(product, nodes[previous], activation));
    }
    const averaged = spec.output === 'all' ? nodes : nodes.filter((_, node) => !read.has(node));
    return tf.div<T2>(tf.addN(averaged), averaged.length);
  }

  /** c * f(z) + (1 - c) * before, with the gate c in the first columns. */
  function highway(columns: T2, before: T2, activation: number): T2 {
    const gate = tf.sigmoid(tf.slice(columns, [0, 0], [sequences, units]));
    const candidate = functions[activation](tf.slice(columns, [0, units], [sequences, units]));
    return tf.add(tf.mul(gate, candidate), tf.mul(tf.sub(1, gate), before));
  }
}

/** Returns the index of a node's slice of weights. */
function rowOf(node: number, previous: number, activation: number): number {
  let base = 0;
  for (let earlier = 1; earlier < node; earlier++) base += 4 * earlier + 1;
  return base + 4 * previous + activation;
}

/** Returns the rows of all nodes of an architecture. */
export function rowsOf(architecture: Architecture): number[] {
  const rows: number[] = [];
  for (let node = 1; 2 * node < architecture.length; node++) {
    rows.push(rowOf(node, architecture[2 * node - 1], architecture[2 * node]));
  }
  return rows;
}
