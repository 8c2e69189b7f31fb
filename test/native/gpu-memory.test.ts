import fs from 'node:fs';
import path from 'node:path';
import { queryGpuMemory } from '../../src/native/gpu-memory';
import { fakeNvidiaSmi } from '../support/native/fake-nvidia-smi';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

function readArguments(): string {
  return fs.readFileSync(path.join(folder(), 'arguments'), 'utf8');
}

test('queryGpuMemory returns the memory of the first GPU in bytes', () => {
  const PATH = fakeNvidiaSmi(folder(), '80000, 81559\n1, 2');
  expect(queryGpuMemory({ PATH })).toEqual({ free: 80000 * 1048576, total: 81559 * 1048576 });
  expect(readArguments()).toBe('--query-gpu=memory.free,memory.total --format=csv,noheader,nounits\n');
});

test('queryGpuMemory queries the first visible GPU', () => {
  const PATH = fakeNvidiaSmi(folder(), '5, 6');
  expect(queryGpuMemory({ PATH, CUDA_VISIBLE_DEVICES: '1,0' })?.free).toBe(5 * 1048576);
  expect(readArguments()).toContain('--id=1\n');
});

test.each([
  ['the driver does not respond', 'NVIDIA-SMI has failed because it could not communicate', 9],
  ['the memory is not reported', '[N/A], [N/A]', 0],
  ['the call fails', '5, 6', 1],
])('queryGpuMemory returns undefined if %s', (_, output, exitCode) => {
  expect(queryGpuMemory({ PATH: fakeNvidiaSmi(folder(), output, exitCode) })).toBeUndefined();
});

test('queryGpuMemory returns undefined if there is no nvidia-smi', () => {
  expect(queryGpuMemory({ PATH: folder() })).toBeUndefined();
});
