import { assertMemory, countImageBytes } from '../../../src/data/images/memory';
import { EnvironmentError } from '../../../src/errors';

test('countImageBytes counts one byte per pixel and four per label', () => {
  expect(countImageBytes(10, 32, 32, 3)).toBe(30720 + 40);
});

test('assertMemory throws with needed and free memory if a data set is too large', () => {
  expect(() => assertMemory('cifar', 61520, 61520, 'the memory of the GPU', 'use fewer')).not.toThrow();
  expect(() => assertMemory('cifar', 61520, 61519, 'the memory of the GPU', 'use fewer')).toThrow(
    EnvironmentError,
  );
  expect(() => assertMemory('big', 12.4e9, 8e9, 'the memory of the GPU', 'use fewer')).toThrow(
    'the data set big needs 12400 MB of the memory of the GPU, but 8000 MB are free: use fewer',
  );
});
