import path from 'node:path';
import { prepareEnvironment } from '../native/environment';
import { worker, type WorkerCommandOptions } from './worker-command';

/** `nao worker`. @throws as `worker` */
export async function trainChildren(options: WorkerCommandOptions): Promise<void> {
  await worker(options, {
    thread: path.join(__dirname, '..', 'evaluate', 'child-thread.js'),
    // Children are trained with the number of threads that their search has.
    prepare: () => prepareEnvironment({ threads: 'open' }),
  });
}
