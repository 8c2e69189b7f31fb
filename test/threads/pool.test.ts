import fs from 'node:fs';
import path from 'node:path';
import { runTasks } from '../../src/threads/pool';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('a thread that exits during a task fails the tasks instead of being waited for', async () => {
  const file = path.join(folder(), 'thread.js');
  fs.writeFileSync(file, "require('node:worker_threads').parentPort.on('message', () => process.exit(3));");
  const callbacks = { onResult: () => undefined, shouldStop: () => false };
  await expect(runTasks([1, 2], { file, input: null, threads: 1 }, callbacks)).rejects.toThrow(
    'a thread exited with code 3 during a task',
  );
});
