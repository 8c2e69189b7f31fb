import { batchNorm } from '../../src/graph/ops';
import { factorizedReduction, factorizedReductionParams } from '../../src/layers/factorized-reduction';
import { computeTotalSize } from '../../src/layers/parameters/spec';
import { pointwise } from '../../src/layers/pointwise';
import { reluConvNorm, reluConvNormParams } from '../../src/layers/relu-conv-norm';
import { compute, expectClose, floats } from '../support/graph/compiled';

/** Normalizes interleaved channels to mean 0 and variance 1 each. */
function normalize(values: readonly number[], channels: number): number[] {
  const norms = Array.from({ length: channels }, (_, channel) => {
    const inChannel = values.filter((__, i) => i % channels === channel);
    const mean = inChannel.reduce((sum, each) => sum + each, 0) / inChannel.length;
    const variance = inChannel.reduce((sum, each) => sum + (each - mean) ** 2, 0) / inChannel.length;
    return (value: number) => (value - mean) / Math.sqrt(variance + 1e-5);
  });
  return values.map((value, i) => norms[i % channels](value));
}

describe('factorizedReduction', () => {
  const unit = [floats([1, 1], [1]), floats([1, 1], [1]), floats([2], [1, 1]), floats([2], [0, 0])];
  const reduced = (height: number, width: number, values: number[]) =>
    compute([floats([1, height, width, 1], values), ...unit], ([x, ...specs]) => {
      const y = factorizedReduction(x, specs, batchNorm);
      expect(y.shape).toEqual([1, Math.ceil(height / 2), Math.ceil(width / 2), 2]);
      return { y };
    }).y;

  test('pairs every even pixel with its lower right neighbor', () => {
    const image = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -11, 12, 13, 14, 15];
    expectClose(reduced(4, 4, image), normalize([0, 5, 2, 7, 8, 13, 10, 15], 2), 1e-5);
  });

  test('reads zeros beyond the edge of an odd side', () => {
    const image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    expectClose(reduced(3, 3, image), normalize([1, 5, 3, 0, 7, 0, 9, 0], 2), 1e-5);
    expectClose(reduced(2, 3, [1, 2, 3, 4, 5, 6]), normalize([1, 5, 3, 0], 2), 1e-5);
  });

  test('starts with a ReLU', () => {
    expectClose(reduced(2, 4, [-1, 9, 3, 9, 9, -5, 9, 7]), normalize([0, 0, 3, 7], 2), 1e-5);
  });

  test('gives the odd pixels the larger half of an odd number of channels', () => {
    const specs = factorizedReductionParams(4, 5);
    expect(specs.map(({ shape }) => shape)).toEqual([[4, 2], [4, 3], [5], [5]]);
    expect(computeTotalSize(specs)).toBe(4 * 5 + 2 * 5);
  });
});

test('pointwise convolves each pixel separately', () => {
  const x = floats([1, 2, 1, 2], [1, 2, 3, 4]);
  const filter = floats([2, 3], [1, 0, 2, 0, 1, 1]);
  const { y } = compute([x, filter], ([input, weights]) => ({ y: pointwise(input, weights) }));
  expect(y).toEqual([1, 2, 4, 3, 4, 10]);
});

test('reluConvNorm applies ReLU, convolution and norm in this order', () => {
  const x = floats([1, 2, 2, 1], [-3, 1, 2, 5]);
  const specs = [floats([1, 2], [1, -1]), floats([2], [2, 1]), floats([2], [0, 7])];
  const { y } = compute([x, ...specs], ([input, ...parts]) => ({ y: reluConvNorm(input, parts, batchNorm) }));
  const expected = normalize([0, 0, 1, -1, 2, -2, 5, -5], 2).map((each, i) =>
    i % 2 === 0 ? 2 * each : each + 7,
  );
  expectClose(y, expected, 1e-5);
  expect(reluConvNormParams(3, 4).map(({ shape }) => shape)).toEqual([[3, 4], [4], [4]]);
});
