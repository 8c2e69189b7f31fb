import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
    forward: () => undefined,
    notice: () => undefined,
  });
  await expect(workers).rejects.toThrow('ENOENT');
  // Node closes the handle of a process soon after its end; that of a worker left running would stay.
  while (process.getActiveResourcesInfo().includes('ProcessWrap')) await pause(10);
  expect(starts).toBe(2);
});
