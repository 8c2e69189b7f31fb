import fs from 'node:fs';
import path from 'node:path';
import { call } from '../support/setup/call';
import { temporaryFolder } from '../support/temp-folder';

const cache = temporaryFolder();

test('selectWheel returns the package of a device', () => {
  const cpu = { package: 'tensorflow-cpu', machine: 'x86_64' };
  expect(call('tensorflow', 'selectWheel', 'cpu', 'x64').returned).toMatchObject(cpu);
  expect(call('tensorflow', 'selectWheel', 'gpu', 'x64').returned).toMatchObject({ package: 'tensorflow' });
  const arm = { package: 'tensorflow', machine: 'aarch64' };
  expect(call('tensorflow', 'selectWheel', 'cpu', 'arm64').returned).toMatchObject(arm);
  expect(call('tensorflow', 'selectWheel', 'gpu', 'arm64').threw).toMatch(/no GPU build for arm64.*--cpu/);
});

test("parseCudaRequirements reads CUDA's packages from the metadata", () => {
  const metadata = [
    'Name: tensorflow',
    'Requires-Dist: numpy>=1.26.0',
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    "Requires-Dist: nvidia-nccl-cu12 (<3.0,>=2.27.7) ; extra == 'and-cuda'",
    'Requires-Dist: other; extra == "something"',
  ].join('\n');
  expect(call('tensorflow', 'parseCudaRequirements', metadata).returned).toEqual([
    'nvidia-cublas-cu12<13.0,>=12.5.3.2',
    'nvidia-nccl-cu12<3.0,>=2.27.7',
  ]);
});

test('findCachedTensorFlow ignores an incomplete cache', () => {
  const env = { NAO_CACHE_DIR: cache() };
  const { name } = call('tensorflow', 'selectWheel', 'cpu', 'x64').returned as { name: string };
  const folder = path.join(cache(), 'tensorflow', name);
  fs.mkdirSync(path.join(folder, 'lib'), { recursive: true });
  expect(call('tensorflow', 'findCachedTensorFlow', 'cpu', 'x64', env)).toEqual({});
  fs.writeFileSync(path.join(folder, 'complete'), 'yes');
  expect(call('tensorflow', 'findCachedTensorFlow', 'cpu', 'x64', env).returned).toBe(folder);
});
