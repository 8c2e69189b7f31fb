import path from 'node:path';
import { settingAt, merge } from '../config/merge';
import { validate } from '../config/validate';
import { readRun, refuseBusy } from '../run/folder';
import { runInWorker } from './run-in-worker';

/** `nao resume`. @throws InputError if the folder is none of a run, or a process is at work in it */
export async function resume(dir: string, { maxHours }: { maxHours?: string }): Promise<void> {
  const folder = path.normalize(dir);
  const { config, record } = readRun(folder);
  refuseBusy(folder);
  // The limit is of a process, not of the run: it does not carry over.
  const hours = maxHours === undefined ? 0 : Number(maxHours);
  const resumed = validate(
    merge({ ...config }, settingAt('run.maxHours', Number.isNaN(hours) ? maxHours : hours)),
  );
  await runInWorker({ kind: 'resume', config: resumed, folder, record });
}
