import {
  checkInputGradients,
  type ConvolutionGradient,
  listConvolutionShapes,
} from '../../src/native/conv-gradient-check';
import { loadTensorFlow } from '../../src/native/load';

const shapes = listConvolutionShapes().filter((_, i) => i % 37 === 0);

const correctGradient: ConvolutionGradient = (tf, x, dy, filter, stride) =>
  tf.grad((input) => tf.conv2d(input as typeof x, filter, stride, 'same'))(x, dy) as typeof x;

test('listConvolutionShapes lists each kernel size and stride with all channels', () => {
  expect(listConvolutionShapes()).toHaveLength(972);
  expect(new Set(listConvolutionShapes().map(({ kernel, stride }) => `${kernel}/${stride}`)).size).toBe(6);
});

test('checkInputGradients accepts a correct gradient', () => {
  expect(checkInputGradients(loadTensorFlow(), shapes, correctGradient)).toEqual({
    checked: shapes.length,
    wrong: 0,
  });
});

test('checkInputGradients rejects a gradient that is too small, lacks a channel or is NaN', () => {
  const tf = loadTensorFlow();
  const faults: ConvolutionGradient[] = [
    (...args) => tf.mul(correctGradient(...args), 0.75),
    (...args) => {
      const dx = correctGradient(...args);
      const kept = tf.oneHot(tf.scalar(dx.shape[3] - 1, 'int32'), dx.shape[3], 0, 1);
      return tf.mul(dx, tf.cast(kept, 'float32'));
    },
    (...args) => tf.mul(correctGradient(...args), NaN),
  ];
  for (const fault of faults) expect(checkInputGradients(tf, shapes, fault).wrong).toBe(shapes.length);
});

test('checkInputGradients frees all tensors', () => {
  const tf = loadTensorFlow();
  const before = tf.memory().numTensors;
  checkInputGradients(tf, shapes.slice(0, 2));
  expect(tf.memory().numTensors).toBe(before);
});
