import { ALWAYS, whenCase } from '../../src/graph/conditions';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { addAll, guard, matmul, scale, square, sum, tanh, unstack, zerosIfDead } from '../../src/graph/ops';
import type { Choice, GraphNode, Tensor } from '../../src/graph/tensor';
import { loadTensorFlow } from '../../src/native/load';
import { expectClose, plain, withSession } from '../support/graph/compiled';
import { checkGradient } from '../support/graph/gradient-checker';
import { spread } from '../support/graph/op-case';

/* The gradient of a matrix that is used many times is one product over all uses of one guard. */

const STEPS = 4;
const weights = spread([3, 3], 1);
const state = spread([2, 3], 2);
const eye = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * Builds a recurrence of `STEPS` steps, each of which uses the matrix, every second one transposed if
 * `transposed`. It is linear, so that fourth-order differences are accurate.
 */
function recurrence(w: Tensor, start: Tensor, transposed: boolean): Tensor {
  let hidden = start;
  for (let i = 0; i < STEPS; i++) hidden = matmul(hidden, w, false, transposed && i % 2 === 1);
  return hidden;
}

/** Computes the gradients of the recurrence by tfjs. */
function eagerSlopes(transposed: boolean, upstream: readonly number[]): number[][] {
  const tf = loadTensorFlow();
  const start = tf.tensor2d([...state.values], [2, 3]);
  const matrix = tf.tensor2d([...weights.values], [3, 3]);
  const slopes = tf.tidy(() =>
    tf
      .grads((w, x) => {
        let hidden = x;
        for (let i = 0; i < STEPS; i++) {
          hidden = tf.matMul(hidden, w, false, transposed && i % 2 === 1);
        }
        return tf.sum(tf.mul(hidden, tf.tensor2d([...upstream], [2, 3])));
      })([matrix, start])
      .map((slope) => Array.from(slope.dataSync())),
  );
  tf.dispose([start, matrix]);
  return slopes;
}

/** Returns the inputs of each matrix product in the gradient of the weights. */
function weightProducts(build: (w: Tensor, x: Tensor) => Tensor): Tensor[][] {
  const graph = new Graph();
  const [w, x] = [weights, state].map(({ shape }, i) => graph.placeholder(`in${i}`, shape, 'float32'));
  const before = sum(build(w, x), [0, 1]);
  const forward = graph.nodes.length;
  computeGradients(before, [w]);
  return graph.nodes
    .slice(forward)
    .filter(({ op, attributes }) => op === 'MatMul' && isTrue(attributes.transpose_a))
    .map(({ inputs }) => [...inputs]);
}

function isTrue(attribute: GraphNode['attributes'][string]): boolean {
  return 'bool' in attribute && attribute.bool;
}

describe('the gradient of a matrix that every step uses', () => {
  test.each([
    ['plain', false],
    ['plain and transposed', true],
  ])('equals differences and tfjs: %s', (_, transposed) => {
    const checked = checkGradient([weights, state], ([w, x]) => recurrence(w, x, transposed));
    eagerSlopes(transposed, checked.weights).forEach((expected, i) => {
      expectClose(checked.compiled[i], expected, 2e-5);
    });
  });

  test('is one product of the rows of all steps', () => {
    const found = weightProducts((w, x) => recurrence(w, x, false));
    expect(found.map((inputs) => inputs.map(({ shape }) => shape))).toEqual([
      [
        [2 * STEPS, 3],
        [2 * STEPS, 3],
      ],
    ]);
  });

  test('counts a tensor that is used twice in one product twice', () => {
    const checked = checkGradient([weights, state], ([w, x]) => addAll([matmul(x, w), matmul(x, w)]));
    const [rows, slope] = [state.values, checked.weights];
    const expected = eye.map((_, i) => {
      const [input, output] = [Math.floor(i / 3), i % 3];
      return 2 * (rows[input] * slope[output] + rows[3 + input] * slope[3 + output]);
    });
    expectClose(checked.compiled[0], expected, 1e-5);
  });

  test('adds the gradients of uses other than products', () => {
    const build = (w: Tensor, x: Tensor) => addAll([matmul(x, w), scale(matmul(x, square(w)), 0.5)]);
    checkGradient([weights, state], ([w, x]) => build(w, x));
    checkGradient([weights, state], ([w, x]) =>
      addAll([matmul(matmul(x, w), w), matmul(x, w, false, true), matmul(square(x), tanh(w))]),
    );
    expect(weightProducts(build).map(([left]) => left.shape)).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });
});

describe('the gradient of a matrix that is used under guards', () => {
  /*
   * x times w is used always (twice), in case 0 of a choice (twice), in case 1 (once) and in case 2 (not at
   * all). Each use has its own factor, so that the gradient shows which uses took part.
   */
  const USES = [
    { at: null, factor: 1 },
    { at: 0, factor: 10 },
    { at: null, factor: 100 },
    { at: 1, factor: 1000 },
    { at: 0, factor: 10_000 },
  ];

  function guarded(): { graph: Graph; forward: number } {
    const graph = new Graph();
    const flags = graph.placeholder('flags', [3], 'bool', 'cpu');
    const choice: Choice = { name: 'choice', cases: unstack(flags) };
    const [w, x] = [weights, state].map(({ shape }, i) => graph.placeholder(`in${i}`, shape, 'float32'));
    const terms = USES.map(({ at, factor }) => {
      const rows = scale(x, factor);
      const here = at === null ? rows : guard(rows, [whenCase(choice, at)]);
      return zerosIfDead(sum(matmul(here, w), [0, 1]), ALWAYS);
    });
    const loss = addAll(terms);
    const forward = graph.nodes.length;
    const [slope] = computeGradients(loss, [w]);
    graph.signature('run', { flags, in0: w, in1: x }, { slope: slope ? zerosIfDead(slope, ALWAYS) : w });
    return { graph, forward };
  }

  test.each([
    [0, 10_111],
    [1, 1101],
    [2, 101],
  ])('sums over the uses that are alive in case %i', (chosen, factor) => {
    const { slope } = withSession(guarded().graph, (session) =>
      plain(
        session.run('run', {
          flags: Uint8Array.from([0, 1, 2], (each) => Number(each === chosen)),
          in0: Float32Array.from(weights.values),
          in1: Float32Array.from(state.values),
        }),
      ),
    );
    // d sum(x w) / dw[i][j] is the sum of column i of x.
    const column = (i: number) => state.values[i] + state.values[3 + i];
    const expected = eye.map((_, i) => column(Math.floor(i / 3)));
    expectClose(
      slope.map((value) => value / factor),
      expected,
      1e-5,
    );
  });

  test('has one product for each guard', () => {
    const { graph, forward } = guarded();
    const rows = graph.nodes
      .slice(forward)
      .filter(({ op, attributes }) => op === 'MatMul' && isTrue(attributes.transpose_a))
      .map(({ inputs, outputs }) => [inputs[0].shape[0], outputs[0].guard.map(({ key }) => key).join()]);
    expect(rows).toEqual([
      [4, 'choice=0'],
      [2, 'choice=1'],
      [4, ''],
    ]);
  });
});
