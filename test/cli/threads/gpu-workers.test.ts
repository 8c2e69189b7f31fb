import fs from 'node:fs';
import path from 'node:path';
import { runGpuWorkers } from '../../../src/cli/threads/gpu-workers';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

const { execPath, argv } = process;
afterEach(() => {
  Object.defineProperty(process, 'execPath', { value: execPath, configurable: true, writable: true });
  process.argv = argv;
});

test('runGpuWorkers stops the other workers if one cannot be started', async () => {
  const worker = path.join(folder(), 'worker.js');
  fs.writeFileSync(worker, 'setInterval(() => undefined, 1000);');
  let starts = 0;
  Object.defineProperty(process, 'execPath', {
    get: () => (++starts === 1 ? execPath : path.join(folder(), 'missing')),
    configurable: true,
  });
  process.argv = [execPath, worker];
  const workers = runGpuWorkers({
    gpus: [0, 1],
    args: [],
    env: {},
    stop: new AbortController().signal,
    log: () => undefined,
  });
  await expect(workers).rejects.toThrow('ENOENT');
  expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap');
  expect(starts).toBe(2);
});
