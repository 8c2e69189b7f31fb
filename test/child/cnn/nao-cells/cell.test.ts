import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { buildCnnChildCell } from '../../../../src/child/cnn/nao-cells/cell';
import { add, mul } from '../../../../src/graph/ops';
import { countElements } from '../../../../src/graph/tensor';
import { loadTensorFlow } from '../../../../src/native/load';
import { toCnnCells } from '../../../../src/space/cnn/cells';
import { compute, expectClose, floats } from '../../../support/graph/compiled';
import { numbers } from '../../../support/graph/numbers';

/* A cell with concatenated output against the same written straight from its definition, with eager operations. */

type T4 = tfjs.Tensor4D;

const CHANNELS = 4;
const BEFORE = [2, 6, 5, 8] as const;
const LAST = [2, 6, 5, CHANNELS] as const;

/** State 2: average pooling of input 0, plus input 0. State 3: max pooling of state 2, plus state 2. Input 1 is unread. */
const { normal, reduction } = toCnnCells([0, 2, 0, 4, 0, 3, 0, 4, 0, 2, 0, 3, 2, 4, 2, 3]);

test('a cell concatenates all loose ends, including inputs', () => {
  const wanted = loadTensorFlow().tidy(() => {
    const tf = loadTensorFlow();
    const [s0, s1] = [calibrated(BEFORE, 0), calibrated(LAST, 1)];
    const s2 = tf.add<T4>(tf.avgPool(s0, 3, 1, 'same'), s0);
    const s3 = tf.add<T4>(tf.maxPool(s0, 3, 1, 'same'), s0);
    return Array.from(tf.concat([s1, s2, s3], 3).dataSync());
  });
  expectClose(output('normal'), wanted, 1e-5);
});

test('a reduction cell halves an unread input', () => {
  const values = output('reduction');
  const [batch, height, width] = [2, 3, 3];
  expect(values).toHaveLength(batch * height * width * 2 * CHANNELS);
  const wanted = loadTensorFlow().tidy(() => {
    const tf = loadTensorFlow();
    const positive = tf.relu(calibrated(LAST, 1));
    const between = tf.pad(tf.slice(positive, [0, 1, 1, 0]), [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 0],
    ]);
    const halves = [positive, between].map((x, i) =>
      tf.conv2d(x, weights('cell/loose1', i, [1, 1, CHANNELS, CHANNELS / 2]) as T4, 2, 'valid'),
    );
    return Array.from(scaled(tf.concat(halves, 3), 'cell/loose1', 2).dataSync());
  });
  const first = values.filter((_, i) => i % (2 * CHANNELS) < CHANNELS);
  expectClose(first, wanted, 1e-5);
});

function output(kind: 'normal' | 'reduction'): number[] {
  const { y } = compute(
    [
      floats(BEFORE, numbers('before', countElements(BEFORE))),
      floats(LAST, numbers('last', countElements(LAST))),
    ],
    ([before, last], graph) => ({
      y: buildCnnChildCell(
        {
          parameters: {
            getWeights: (name, specs) =>
              specs.map(({ shape }, i) =>
                graph.constant(numbers(`${name}/${i}`, countElements(shape)), shape),
              ),
          },
          norm: (x, gamma, beta) => add(mul(x, gamma), beta),
          cellOutput: 'concatenated',
        },
        kind === 'normal' ? normal : reduction,
        { name: 'cell', kind, channels: CHANNELS, dropPathMasks: null },
        before,
        last,
      ),
    }),
  );
  return y;
}

/** Calibrates an input to the cell's channels, which the second input already has. */
function calibrated(shape: typeof BEFORE | typeof LAST, input: 0 | 1): T4 {
  const tf = loadTensorFlow();
  const x = tf.tensor4d(numbers(input === 0 ? 'before' : 'last', countElements(shape)), [...shape]);
  const name = `cell/input${input}`;
  const filter = weights(name, 0, [1, 1, shape[3], CHANNELS]) as T4;
  return scaled(tf.conv2d(tf.relu(x), filter, 1, 'same'), name, 1);
}

/** Replaces batch norm: scale and shift only. */
function scaled(x: tfjs.Tensor, name: string, place: number): T4 {
  const tf = loadTensorFlow();
  const [gamma, beta] = [0, 1].map((i) => weights(name, place + i, [CHANNELS]));
  return tf.add(tf.mul(x, gamma), beta);
}

/** Returns a parameter by its name and index. */
function weights(name: string, place: number, shape: readonly number[]): tfjs.Tensor {
  return loadTensorFlow().tensor(numbers(`${name}/${place}`, countElements(shape)), [...shape]);
}
