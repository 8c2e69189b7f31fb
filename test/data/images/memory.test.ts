import { assertMemory, countImageBytes, countSetBytes } from '../../../src/data/images/memory';
import { EnvironmentError } from '../../../src/errors';

const set = { pixels: new Uint8Array(10 * 3072), labels: new Int32Array(10) };

test('countSetBytes and countImageBytes count one byte per pixel and four per label', () => {
  expect(countSetBytes(set, set)).toBe(2 * (30720 + 40));
  expect(countImageBytes(10, 32, 32, 3)).toBe(countSetBytes(set));
});

test('assertMemory throws with needed and free memory if a data set is too large', () => {
  expect(() =>
    assertMemory('cifar', countSetBytes(set, set), 61520, 'the memory of the GPU', 'use fewer'),
  ).not.toThrow();
  expect(() =>
    assertMemory('cifar', countSetBytes(set, set), 61519, 'the memory of the GPU', 'use fewer'),
  ).toThrow(EnvironmentError);
  expect(() => assertMemory('big', 12.4e9, 8e9, 'the memory of the GPU', 'use fewer')).toThrow(
    'the data set big needs 12400 MB of the memory of the GPU, but 8000 MB are free: use fewer',
  );
});
