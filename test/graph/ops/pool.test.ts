import { computeGradients } from '../../../src/graph/differentiate';
import { sum } from '../../../src/graph/ops/broadcast-sum';
import { mul } from '../../../src/graph/ops/mul';
import { maxPool } from '../../../src/graph/ops/pool';
import { compute, floats } from '../../support/graph/compiled';

const [SIDE, CHANNELS] = [4, 4];
const SHAPE = [1, SIDE, SIDE, CHANNELS];
const PIXELS = SIDE * SIDE * CHANNELS;
/** Numbers repeat among neighbors, as where one pooling follows another. */
const x = floats(
  SHAPE,
  Array.from({ length: PIXELS }, (_, i) => (i * 7) % 3),
);
const dy = floats(
  SHAPE,
  Array.from({ length: PIXELS }, (_, i) => 1 + ((i * 5) % 7)),
);

test.each(['gpu', 'cpu', 'cpu-avx2'] as const)(
  'the gradient of a maximum goes to one of equal pixels: %s',
  (target) => {
    const { y, dx } = compute(
      [x, dy],
      ([images, weights]) => {
        const maximum = maxPool(images, 3, 1);
        const [gradient] = computeGradients(sum(mul(maximum, weights), [0, 1, 2, 3]), [images]);
        if (!gradient) throw new Error('no gradient');
        return { y: maximum, dx: gradient };
      },
      { target },
    );
    expect(total(dx)).toBe(total(dy.values));
    dx.forEach((gradient, i) => {
      const isLargest = y.some((value, center) => areNeighbors(center, i) && value === x.values[i]);
      if (!isLargest) expect(gradient).toBe(0);
    });
  },
);

function total(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** Returns whether two numbers are of one channel and lie in one 3x3 window. */
function areNeighbors(a: number, b: number): boolean {
  const locate = (i: number) => [
    Math.floor(i / CHANNELS / SIDE),
    Math.floor(i / CHANNELS) % SIDE,
    i % CHANNELS,
  ];
  const [[rowA, columnA, channelA], [rowB, columnB, channelB]] = [locate(a), locate(b)];
  return channelA === channelB && Math.abs(rowA - rowB) <= 1 && Math.abs(columnA - columnB) <= 1;
}
