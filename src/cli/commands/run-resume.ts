import path from 'node:path';
import { validateTrainConfig } from '../../config/load-train';
import { mergeSettings, nestSetting } from '../../config/merge';
import { validateSearchConfig } from '../../config/validate';
import { assertNotBusy, readRunTask, readSearchRun, readTrainingRun } from '../../run/folder';
import { takeSearchQueueUrl } from '../queue-option';
import { runInThread } from '../run-in-thread';

/** Options of `nao resume`. */
export interface ResumeOptions {
  readonly maxHours?: string;
  /** Address of a Redis server. */
  readonly queue?: string;
}

/** Runs `nao resume`. @throws InputError if the folder is not a run folder, or another process uses it */
export async function runResumeCommand(dir: string, { maxHours, queue }: ResumeOptions): Promise<void> {
  const folder = path.normalize(dir);
  // The limit applies to one process: a resumed run does not inherit it.
  const hours = maxHours === undefined ? 0 : Number(maxHours);
  const limit = nestSetting('run.maxHours', Number.isNaN(hours) ? maxHours : hours);
  if (readRunTask(folder) === 'train') {
    const { config, record } = readTrainingRun(folder);
    assertNotBusy(folder);
    const resumed = validateTrainConfig(mergeSettings({ ...config }, limit));
    await runInThread({ kind: 'resume-training', config: resumed, folder, record });
    return;
  }
  const { config, record } = readSearchRun(folder);
  assertNotBusy(folder);
  const resumed = validateSearchConfig(mergeSettings({ ...config }, limit));
  await runInThread({
    kind: 'resume',
    config: resumed,
    folder,
    record,
    queue: takeSearchQueueUrl(resumed, queue),
  });
}
