import { ALWAYS, whenCase } from '../../src/graph/conditions';
import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { guard, zerosIfDead } from '../../src/graph/guards';
import { addAll, matmul, scale, square, sum, tanh, unstack } from '../../src/graph/ops';
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
 * A recurrence of `STEPS` steps in which every step uses the matrix; every second, if asked, transposed. Linear, so that
 * differences of fourth order come close to its slope.
 */
function recurrence(w: Tensor, start: Tensor, transposed: boolean): Tensor {
  let hidden = start;
  for (let i = 0; i < STEPS; i++) hidden = matmul(hidden, w, false, transposed && i % 2 === 1);
  return hidden;
}

/** The same by tfjs. */
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

/** Of the weights alone. */
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

describe('a matrix that every step uses', () => {
  it.each([
    ['plainly', false],
    ['plainly and transposed', true],
  ])('%s has the gradient that differences and tfjs give', (_, transposed) => {
    const checked = checkGradient([weights, state], ([w, x]) => recurrence(w, x, transposed));
    eagerSlopes(transposed, checked.weights).forEach((wanted, i) => {
      expectClose(checked.compiled[i], wanted, 2e-5);
    });
  });

  it('has it from one product of the rows of all steps', () => {
    const found = weightProducts((w, x) => recurrence(w, x, false));
    expect(found.map((inputs) => inputs.map(({ shape }) => shape))).toEqual([
      [
        [2 * STEPS, 3],
        [2 * STEPS, 3],
      ],
    ]);
  });

  it('has it from one product for two uses of one tensor, which counts twice', () => {
    const checked = checkGradient([weights, state], ([w, x]) => addAll([matmul(x, w), matmul(x, w)]));
    const [rows, slope] = [state.values, checked.weights];
    const wanted = eye.map((_, i) => 2 * [0, 1].reduce((total, b) => total + rows[3 * b + Math.floor(i / 3)] * slope[3 * b + (i % 3)], 0)); // prettier-ignore
    expectClose(checked.compiled[0], wanted, 1e-5);
  });

  it('is multiplied at once where it is used once, and adds what flows back by other ways', () => {
    const build = (w: Tensor, x: Tensor) => addAll([matmul(x, w), scale(matmul(x, square(w)), 0.5)]);
    checkGradient([weights, state], ([w, x]) => build(w, x));
    checkGradient([weights, state], ([w, x]) => addAll([matmul(matmul(x, w), w), matmul(x, w, false, true), matmul(square(x), tanh(w))])); // prettier-ignore
    expect(weightProducts(build).map(([left]) => left.shape)).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });
});

describe('a matrix that is used under guards', () => {
  /*
   * x times w is used always (twice), in case 0 of a choice (twice), in case 1 (once) and in case 2 (not at all). Each
   * use counts by a number of its own, so that the gradient tells which ones took part.
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

  it.each([
    [0, 10_111],
    [1, 1101],
    [2, 101],
  ])('in case %i has the sum over the uses that are alive', (chosen, factor) => {
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
    expectClose(slope.map((value) => value / factor), eye.map((_, i) => column(Math.floor(i / 3))), 1e-5); // prettier-ignore
  });

  it('has one product for all uses of one guard', () => {
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
