import path from 'node:path';
import { validateTraining } from '../config/load-train';
import { settingAt, merge } from '../config/merge';
import { validate } from '../config/validate';
import { readRun, readTraining, refuseBusy, runTask } from '../run/folder';
import { queueOf } from './queue-option';
import { runInWorker } from './run-in-thread';

/** `nao resume`. @throws InputError if the folder is none of a run, or a process is at work in it */
export async function resume(
  dir: string,
  { maxHours, queue }: { maxHours?: string; queue?: string },
): Promise<void> {
  const folder = path.normalize(dir);
  // The limit is of a process, not of the run: it does not carry over.
  const hours = maxHours === undefined ? 0 : Number(maxHours);
  const limit = settingAt('run.maxHours', Number.isNaN(hours) ? maxHours : hours);
  if (runTask(folder) === 'train') {
    const { config, record } = readTraining(folder);
    refuseBusy(folder);
    const resumed = validateTraining(merge({ ...config }, limit));
    await runInWorker({ kind: 'resume-training', config: resumed, folder, record });
    return;
  }
  const { config, record } = readRun(folder);
  refuseBusy(folder);
  const resumed = validate(merge({ ...config }, limit));
  await runInWorker({ kind: 'resume', config: resumed, folder, record, queue: queueOf(resumed, queue) });
}
