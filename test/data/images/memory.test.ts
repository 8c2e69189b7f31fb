import { assertMemory, countImageBytes, countSetBytes } from '../../../src/data/images/memory';
import { EnvironmentError } from '../../../src/errors';

const set = { pixels: new Uint8Array(10 * 3072), labels: new Int32Array(10) };

test('pixels of one byte, labels of four', () => {
  expect(countSetBytes(set, set)).toBe(2 * (30720 + 40));
  expect(countImageBytes(10, 32, 32, 3)).toBe(countSetBytes(set));
});

test('a data set too large is refused with its size and the room there is', () => {
  expect(() =>
    assertMemory('cifar', countSetBytes(set, set), 61520, 'the memory of the GPU', 'use fewer'),
  ).not.toThrow();
  expect(() =>
    assertMemory('cifar', countSetBytes(set, set), 61519, 'the memory of the GPU', 'use fewer'),
  ).toThrow(EnvironmentError);
  expect(() => assertMemory('big', 12.4e9, 8e9, 'the memory of the GPU', 'use fewer')).toThrow(
    'The data set big needs 12400 MB of the memory of the GPU, where 8000 MB are free: use fewer.',
  );
});
