import {
  checkInputGradients,
  type ConvolutionGradient,
  listConvolutionShapes,
} from '../../src/native/conv-gradient-check';
import { loadTensorFlow } from '../../src/native/load';

const shapes = listConvolutionShapes().filter((_, i) => i % 37 === 0);

const right: ConvolutionGradient = (tf, x, dy, filter, stride) =>
  tf.grad((input) => tf.conv2d(input as typeof x, filter, stride, 'same'))(x, dy) as typeof x;

test('checks each kernel size and stride with channels of all widths', () => {
  expect(listConvolutionShapes()).toHaveLength(972);
  expect(new Set(listConvolutionShapes().map(({ kernel, stride }) => `${kernel}/${stride}`)).size).toBe(6);
});

test('passes a right gradient', () => {
  expect(checkInputGradients(loadTensorFlow(), shapes, right)).toEqual({ checked: shapes.length, wrong: 0 });
});

test('catches a planted fault: a gradient a quarter too small, without its last channel, or not a number', () => {
  const tf = loadTensorFlow();
  const faults: ConvolutionGradient[] = [
    (...args) => tf.mul(right(...args), 0.75),
    (...args) => {
      const dx = right(...args);
      const kept = tf.oneHot(tf.scalar(dx.shape[3] - 1, 'int32'), dx.shape[3], 0, 1);
      return tf.mul(dx, tf.cast(kept, 'float32'));
    },
    (...args) => tf.mul(right(...args), NaN),
  ];
  for (const fault of faults) expect(checkInputGradients(tf, shapes, fault).wrong).toBe(shapes.length);
});

test('leaves no tensor behind', () => {
  const tf = loadTensorFlow();
  const before = tf.memory().numTensors;
  checkInputGradients(tf, shapes.slice(0, 2));
  expect(tf.memory().numTensors).toBe(before);
});
