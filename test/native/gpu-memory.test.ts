import fs from 'node:fs';
import path from 'node:path';
import { queryGpuMemory } from '../../src/native/gpu-memory';
import { fakeNvidiaSmi } from '../support/native/fake-nvidia-smi';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

function asked(): string {
  return fs.readFileSync(path.join(folder(), 'asked'), 'utf8');
}

test('reads mebibytes as bytes, of the first GPU', () => {
  const PATH = fakeNvidiaSmi(folder(), '80000, 81559\n1, 2');
  expect(queryGpuMemory({ PATH })).toEqual({ free: 80000 * 1048576, total: 81559 * 1048576 });
  expect(asked()).toBe('--query-gpu=memory.free,memory.total --format=csv,noheader,nounits\n');
});

test('asks for the GPU that is visible', () => {
  const PATH = fakeNvidiaSmi(folder(), '5, 6');
  expect(queryGpuMemory({ PATH, CUDA_VISIBLE_DEVICES: '1,0' })?.free).toBe(5 * 1048576);
  expect(asked()).toContain('--id=1\n');
});

test.each([
  ['a driver that does not answer', 'NVIDIA-SMI has failed because it could not communicate', 9],
  ['memory that is not told', '[N/A], [N/A]', 0],
  ['numbers of a failed call', '5, 6', 1],
])('does not know: %s', (_, output, exitCode) => {
  expect(queryGpuMemory({ PATH: fakeNvidiaSmi(folder(), output, exitCode) })).toBeUndefined();
});

test('does not know where there is no nvidia-smi', () => {
  expect(queryGpuMemory({ PATH: folder() })).toBeUndefined();
});
