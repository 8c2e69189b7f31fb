import fs from 'node:fs';
import path from 'node:path';
import { collectOverrides, toAbsolutePath } from '../../config/load-search';
import { validateTrainConfig } from '../../config/load-train';
import { mergeSettings, type SettingsTree } from '../../config/merge';
import { searchDescription, validateSearchConfig } from '../../config/validate';
import { EnvironmentError, InputError } from '../../errors';
import { findFile } from '../../files/find';
import { assertNotBusy, readRunTask, readSearchRun, readTrainingRun } from '../../run/folder';
import { assertRunIntact } from '../../run/kept-state';
import { assertDataOptionsUsed } from '../arguments/data-options';
import { takeSearchQueueUrl } from '../arguments/queue-option';
import type { Output } from '../output/output';
import { runInThread } from '../threads/run-in-thread';
import { reportFinishedSearch } from './finished-search';

/** Options of `nao resume`. Most are text, validated with the settings. */
export interface ResumeOptions {
  readonly maxHours?: string;
  readonly rounds?: string;
  readonly dataDir?: string;
  readonly table?: string;
  /** Address of a Redis server. */
  readonly queue?: string;
  /** Serves a live page beside the run. */
  readonly watch?: true;
}

/** Runs `nao resume`. @throws InputError if the folder is not a run folder, or another process uses it */
export async function runResumeCommand(dir: string, options: ResumeOptions, output: Output): Promise<void> {
  const folder = path.normalize(dir);
  if (readRunTask(folder) === 'train') {
    assertNoSearchOptions(folder, options);
    const { config, record } = readTrainingRun(folder);
    assertNotBusy(folder);
    const resumed = validateTrainConfig(mergeSettings({ ...config }, createOverrides(options)));
    assertRunIntact('training', folder, resumed);
    assertExists(resumed.data.dir, folder, '--data-dir');
    if (fs.existsSync(path.join(folder, 'result.json'))) {
      output.progress('the training is already finished: its model is exported and scored again');
    }
    await runInThread({ kind: 'resume-training', config: resumed, folder, record }, output, options);
    return;
  }
  const { config, record } = readSearchRun(folder);
  assertNotBusy(folder);
  const resumed = validateSearchConfig(mergeSettings({ ...config }, createOverrides(options)));
  assertRunIntact('search', folder, resumed);
  assertDataOptionsUsed(resumed, { '--data-dir': options.dataDir });
  const queue = takeSearchQueueUrl(resumed, options.queue);
  // A finished search needs no data, but keeps the new places that are given.
  if (options.dataDir !== undefined) assertExists(resumed.data.dir, folder, '--data-dir');
  if (options.table !== undefined) assertExists(resumed.table.file, folder, '--table');
  if (await reportFinishedSearch(folder, resumed, output)) return;
  if (resumed.mode !== 'table') assertExists(resumed.data.dir, folder, '--data-dir');
  assertExists(resumed.table.file, folder, '--table');
  await runInThread({ kind: 'resume', config: resumed, folder, record, queue }, output, options);
}

/** Returns the settings that the options change. */
function createOverrides({ maxHours, rounds, dataDir, table }: ResumeOptions): SettingsTree {
  const cwd = process.cwd();
  return collectOverrides(
    {
      flags: {
        // The limit applies to one process: a resumed run does not inherit it.
        'run.maxHours': maxHours ?? '0',
        'search.rounds': rounds,
        'data.dir': dataDir && toAbsolutePath(dataDir, cwd),
        'table.file': table && toAbsolutePath(table, cwd),
      },
    },
    searchDescription,
  );
}

function assertNoSearchOptions(folder: string, { rounds, table, queue }: ResumeOptions): void {
  const [given] = Object.entries({ '--rounds': rounds, '--table': table, '--queue': queue }).filter(
    ([, value]) => value !== undefined,
  );
  if (given === undefined) return;
  throw new InputError(`${given[0]} is for searches, but ${folder} is a training run: leave it out`);
}

/** @throws EnvironmentError if the data of a run are no longer where they were */
function assertExists(file: string, folder: string, option: string): void {
  if (file === '' || findFile(file) !== undefined) return;
  throw new EnvironmentError(
    `there is no ${file}, which ${folder} reads its data from: give their new place with ${option}`,
  );
}
