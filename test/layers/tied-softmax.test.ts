import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { mean, scale } from '../../src/graph/ops';
import type { Tensor } from '../../src/graph/tensor';
import { tiedSoftmaxLoss, tiedSoftmaxScore } from '../../src/layers/tied-softmax';
import { loadTensorFlow } from '../../src/native/load';
import { createRandomStream, randomInteger } from '../../src/random';
import { compute, expectClose, floats, type Input, integers, placeholders } from '../support/graph/compiled';
import { checkGradient } from '../support/graph/gradient-checker';
import { spread } from '../support/graph/op-case';

/** Creates states, embedding, bias and targets. */
function createInputs(tokens: number, hidden: number, vocabulary: number, size = 1): Input[] {
  const random = createRandomStream(2, 'words');
  return [
    spread([tokens, hidden], 1, -size, size),
    spread([vocabulary, hidden], 2, -size, size),
    spread([vocabulary], 3, -size, size),
    integers(
      [tokens],
      Array.from({ length: tokens }, () => randomInteger(random, vocabulary)),
    ),
  ];
}

function toArguments([states, embedding, bias, targets]: readonly Tensor[]): Parameters<
  typeof tiedSoftmaxLoss
> {
  return [states, { embedding, bias }, targets];
}

/** Computes loss, scores and the gradients of 3 times the loss by the layer. */
function computeByLayer(inputs: readonly Input[]): Record<string, number[]> {
  return compute(inputs, (tensors) => {
    const loss = tiedSoftmaxLoss(...toArguments(tensors));
    const gradients = computeGradients(scale(loss, 3), tensors.slice(0, 3));
    const found = gradients.map((gradient, i) => [`d${i}`, gradient ?? tensors[i]] as const);
    const scores = tiedSoftmaxScore(...toArguments(tensors));
    return { loss, scores, meanScore: mean(scores, [0]), ...Object.fromEntries(found) };
  });
}

/** Computes the same by tfjs. */
function computeByTfjs(inputs: readonly Input[]): Record<string, number[]> {
  const tf = loadTensorFlow();
  const [states, embedding, bias] = inputs.map(({ values, shape }) => tf.tensor([...values], [...shape]));
  const vocabulary = inputs[1].shape[0];
  const results = tf.tidy(() => {
    const words = tf.oneHot(tf.tensor1d([...inputs[3].values], 'int32'), vocabulary);
    const scoresOf = (x: typeof states, table: typeof states, offset: typeof states) =>
      tf.neg(tf.sum(tf.mul(words, tf.logSoftmax(tf.add(tf.matMul(x, table, false, true), offset))), 1));
    const scores = scoresOf(states, embedding, bias);
    const loss = tf.mean(scores);
    const [d0, d1, d2] = tf.grads((x, table, offset) => tf.mul(tf.mean(scoresOf(x, table, offset)), 3))([
      states,
      embedding,
      bias,
    ]);
    return Object.entries({ loss, scores, meanScore: loss, d0, d1, d2 }).map(
      ([name, value]) => [name, Array.from(value.dataSync())] as const,
    );
  });
  tf.dispose([states, embedding, bias]);
  return Object.fromEntries(results);
}

function expectSame(
  got: Record<string, number[]>,
  wanted: Record<string, number[]>,
  tolerance: number,
): void {
  expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, values] of Object.entries(wanted)) expectClose(got[name], values, tolerance);
}

describe('tiedSoftmaxLoss and tiedSoftmaxScore', () => {
  test('return the loss, the scores and the gradients of tfjs', () => {
    const inputs = createInputs(7, 4, 11, 2);
    expectSame(computeByLayer(inputs), computeByTfjs(inputs), 1e-5);
  });

  test('return the values computed by hand for two words of one unit', () => {
    // Logits: log 3 and 0, so that the first word has 3/4; then 0 and 0.
    const inputs = [
      floats([2, 1], [Math.log(3), 0]),
      floats([2, 1], [1, 0]),
      floats([2], [0, 0]),
      integers([2], [0, 1]),
    ];
    const got = computeByLayer(inputs);
    const [first, second] = [Math.log(4 / 3), Math.log(2)];
    expectClose(got.scores, [first, second], 1e-6);
    expectClose(got.loss, [(first + second) / 2], 1e-6);
    // Of each token (e / n - oneHot): [-1/4, 1/4] and [1/2, -1/2], times 3 / 2.
    expectClose(got.d2, [0.375, -0.375], 1e-6);
    expectClose(got.d0, [-0.375, 0.75], 1e-6);
    expectClose(got.d1, [-0.375 * Math.log(3), 0.375 * Math.log(3)], 1e-6);
  });

  test('have the gradients that central differences give', () => {
    checkGradient(createInputs(5, 3, 6), (tensors) => tiedSoftmaxLoss(...toArguments(tensors)));
  });

  test('compute only the requested gradients, with the same values', () => {
    const inputs = createInputs(5, 3, 6);
    const all = computeByLayer(inputs);
    for (const only of [0, 1, 2]) {
      const { gradient } = compute(inputs, (tensors, graph) => {
        const [found] = computeGradients(scale(tiedSoftmaxLoss(...toArguments(tensors)), 3), [tensors[only]]);
        // The logits and the requested gradient; that of the bias is a product too.
        expect(graph.nodes.filter(({ op }) => op === 'MatMul')).toHaveLength(2);
        return { gradient: found ?? tensors[only] };
      });
      expect(gradient).toEqual(all[`d${only}`]);
    }
  });
});

describe('chunks', () => {
  // 13 tokens of 300,000 words are 3.9 million logits: three chunks of 4, 4 and 5 tokens.
  const inputs = createInputs(13, 2, 300_000);

  test('hold a few tokens each', () => {
    const graph = new Graph();
    tiedSoftmaxScore(...toArguments(placeholders(graph, inputs)));
    const logits = graph.nodes.filter(({ op }) => op === 'MatMul').map(({ outputs }) => outputs[0].shape);
    expect(logits.map(([tokens]) => tokens)).toEqual([4, 4, 5]);
    expect(logits.every(([, words]) => words === 300_000)).toBe(true);
  });

  test('give the results of tfjs, which uses a single chunk', () => {
    const got = computeByLayer(inputs);
    const wanted = computeByTfjs(inputs);
    for (const name of Object.keys(wanted)) {
      const near = got[name].every((value, i) => Math.abs(value - wanted[name][i]) < 1e-5);
      expect({ name, length: got[name].length, near }).toEqual({
        name,
        length: wanted[name].length,
        near: true,
      });
    }
  });

  test('hold one token each if the logits of a token exceed a chunk', () => {
    const graph = new Graph();
    const [states, embedding, bias] = [[2, 1], [2_000_000, 1], [2_000_000]].map((shape, i) =>
      graph.placeholder(`x${i}`, shape, 'float32'),
    );
    const targets = graph.placeholder('targets', [2], 'int32', 'cpu');
    tiedSoftmaxScore(states, { embedding, bias }, targets);
    expect(graph.nodes.filter(({ op }) => op === 'MatMul').map(({ outputs }) => outputs[0].shape)).toEqual([
      [1, 2_000_000],
      [1, 2_000_000],
    ]);
  });
});

test('loss and scores stay finite with logits of 10,000 and -10,000', () => {
  const inputs = [
    floats([2, 1], [100, 100]),
    floats([3, 1], [100, -100, 0]),
    floats([3], [0, 0, 0]),
    integers([2], [0, 1]),
  ];
  const got = computeByLayer(inputs);
  expect(got.scores).toEqual([0, 20_000]);
  expect(got.loss).toEqual([10_000]);
  // Only the second token is wrong: (1, -1, 0) times 3 / 2.
  expectClose(got.d2, [1.5, -1.5, 0], 1e-6);
  expectClose(got.d1, [150, -150, 0], 1e-6);
  expectClose(got.d0, [0, 300], 1e-6);
});

test.each([
  ['states', [2, 3], [5, 4], [5], [2]],
  ['bias', [2, 4], [5, 4], [6], [2]],
  ['targets', [2, 4], [5, 4], [5], [3]],
])('throws on %s that do not match, naming all shapes', (_, states, embedding, bias, targets) => {
  const graph = new Graph();
  const [x, table, offset] = [states, embedding, bias].map((shape, i) =>
    graph.placeholder(`x${i}`, shape, 'float32'),
  );
  const words = graph.placeholder('targets', targets, 'int32', 'cpu');
  const message = `shapes of a tied softmax do not match: states float32[${states.join(', ')}], embedding float32[${embedding.join(', ')}], bias float32[${bias.join()}], targets int32[${targets.join()}]`;
  for (const layer of [tiedSoftmaxLoss, tiedSoftmaxScore]) {
    expect(() => layer(x, { embedding: table, bias: offset }, words)).toThrow(message);
  }
});
