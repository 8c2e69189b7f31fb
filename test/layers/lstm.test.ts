import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { mul, sum } from '../../src/graph/ops';
import type { Tensor } from '../../src/graph/tensor';
import { attend } from '../../src/layers/attention';
import { lstm } from '../../src/layers/lstm';
import { loadTensorFlow } from '../../src/native/load';
import { createRandomStream } from '../../src/random';
import { compute, expectClose, floats, type Input } from '../support/graph/compiled';
import { checkGradient } from '../support/graph/gradient-checker';

const [BATCH, TIME, INPUTS, HIDDEN] = [3, 5, 2, 4];
const random = createRandomStream(3, 'lstm-test');

function randomInput(...shape: number[]): Input {
  const count = shape.reduce((a, b) => a * b);
  return floats(
    shape,
    Array.from({ length: count }, () => Math.fround(2 * random() - 1)),
  );
}

/** x, input weights, recurrent weights, initial state. */
const inputs = [
  randomInput(BATCH, TIME, INPUTS),
  randomInput(INPUTS, 4 * HIDDEN),
  randomInput(HIDDEN, 4 * HIDDEN),
  randomInput(BATCH, HIDDEN),
];
const weights = randomInput(BATCH, TIME, HIDDEN);

/** Takes the first steps of [BATCH, TIME, size]. */
function takeSteps({ values }: Input, size: number, time: number): Input {
  return floats(
    [BATCH, time, size],
    values.filter((_, i) => i % (TIME * size) < time * size),
  );
}

function build([x, input, recurrent, initial]: Tensor[]): Tensor {
  return lstm(x, { input, recurrent }, initial);
}

/** Returns the states by the LSTM cell of tfjs, whose gates have the same order: [BATCH, time, HIDDEN]. */
function tfjsLstm(time: number) {
  const tf = loadTensorFlow();
  return (x: object, input: object, recurrent: object, initial: object) => {
    type T = ReturnType<typeof tf.tensor2d>;
    const kernel = tf.concat([input as T, recurrent as T], 0);
    let [cell, state]: T[] = [tf.zeros([BATCH, HIDDEN]), initial as T];
    const states = Array.from({ length: time }, (_, t) => {
      const xt: T = tf.reshape(tf.slice(x as ReturnType<typeof tf.tensor3d>, [0, t, 0], [BATCH, 1, INPUTS]), [
        BATCH,
        INPUTS,
      ]);
      [cell, state] = tf.basicLSTMCell(tf.scalar(0), kernel, tf.zeros([4 * HIDDEN]), xt, cell, state);
      return state;
    });
    return tf.stack(states, 1);
  };
}

describe('lstm', () => {
  test.each([1, TIME])(
    'with %i steps returns the states of the LSTM cell of tfjs, and its gradients',
    (time) => {
      const tf = loadTensorFlow();
      const [whole, ...others] = inputs;
      const given = [takeSteps(whole, INPUTS, time), ...others];
      const weight = takeSteps(weights, HIDDEN, time);
      const toTfjs = ({ shape, values }: Input) => tf.tensor([...values], [...shape]);
      const tfjs = tfjsLstm(time);
      const [x, input, recurrent, initial] = given.map(toTfjs);
      const { states } = compute(given, (tensors) => ({ states: build(tensors) }));
      expectClose(states, Array.from(tfjs(x, input, recurrent, initial).dataSync()), 1e-6);

      const loss = (...each: object[]) =>
        tf.sum(tf.mul(tfjs(each[0], each[1], each[2], each[3]), toTfjs(weight)));
      const expected = tf.grads(loss)([x, input, recurrent, initial]);
      const gradients = compute([...given, weight], (tensors, graph) => {
        const total = sum(mul(build(tensors), tensors[4]), [0, 1, 2]);
        return Object.fromEntries(
          computeGradients(total, tensors.slice(0, 4)).map((each, i) => [`d${i}`, each ?? graph.scalar(NaN)]),
        );
      });
      expected.forEach((each, i) => expectClose(gradients[`d${i}`], Array.from(each.dataSync()), 1e-5));
    },
  );

  test('has the gradient that central differences give, also with attention on its states', () => {
    checkGradient(inputs, build);
    checkGradient(inputs, (tensors) => {
      const states = build(tensors);
      return attend(mul(states, states), states);
    });
  });

  test('throws on weights and inputs that do not match, naming their shapes', () => {
    const graph = new Graph();
    const zeros = (...shape: number[]) => graph.constant([0], shape);
    const valid = { input: zeros(2, 16), recurrent: zeros(4, 16) };
    expect(() => lstm(zeros(3, 2), valid, zeros(3, 4))).toThrow(
      'the input of an LSTM must be [batch, time, inputs], not float32[3, 2]',
    );
    expect(() => lstm(zeros(3, 5, 1), valid, zeros(3, 4))).toThrow(
      'MatMul of float32[3, 5] and float32[6, 16]',
    );
    expect(() => lstm(zeros(3, 5, 2), { ...valid, input: zeros(2, 12) }, zeros(3, 4))).toThrow(
      'weights of an LSTM do not match: float32[2, 12] for inputs, float32[4, 16] for states',
    );
  });
});
