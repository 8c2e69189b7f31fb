import { parentPort, workerData } from 'node:worker_threads';
import type { SearchConfig } from '../config/schema/search';
import { parseRedisAddress, type RedisAddress } from '../jobs/redis-address';
import { getSystemInfo } from '../native/system-info';
import { writeReport } from '../report/report';
import { hasBest, makeNumberedFolder, RunFolder } from '../run/folder';
import type { RunHooks } from '../run/hooks';
import { createRunRecord, describeEnvironmentDifferences, type RunRecord } from '../run/record';
import { planSearch, runSearch } from '../search/run';
import { serializeError } from '../threads/failure';
import { runEvaluation } from '../train/evaluate';
import { runTraining } from '../train/run';
import {
  type CommandTask,
  type CommandThreadInput,
  type CommandThreadMessage,
  STOP_SIGNALS,
} from './thread-request';

const { task, stop } = workerData as CommandThreadInput;

const hooks: RunHooks = {
  progress: (event) => sendMessage({ kind: 'progress', event }),
  stopRequested: () => STOP_SIGNALS[Atomics.load(stop, 0) - 1],
};

void main();

async function main(): Promise<void> {
  try {
    await runCommandTask(task);
  } catch (error) {
    sendMessage(serializeError(error));
  }
}

async function runCommandTask(task: CommandTask): Promise<void> {
  switch (task.kind) {
    case 'plan':
      await planSearch(task.config, hooks);
      return;
    case 'search':
    case 'resume':
      await searchAndReport(task);
      return;
    case 'train':
    case 'resume-training':
      await runTrainTask(task);
      return;
    case 'evaluate':
      recordEnvironment(task.config.run.device);
      await runEvaluation(task.config, hooks);
  }
}

/** Records the environment, and logs why the GPU is not used if device is auto. */
function recordEnvironment(device: 'auto' | 'cpu' | 'gpu'): RunRecord {
  const facts = getSystemInfo(device);
  if (facts.device.gpuUnavailableReason !== undefined && device === 'auto') {
    notify(`computing on the CPU: ${facts.device.gpuUnavailableReason}`);
  }
  return createRunRecord(facts);
}

async function searchAndReport(task: TaskOfKind<'search' | 'resume'>): Promise<void> {
  const { config } = task;
  const currentRecord = recordEnvironment(config.run.device);
  const runDir =
    task.kind === 'resume' ? await resumeSearch(task, currentRecord) : await startSearch(task, currentRecord);
  const report = await writeReport(runDir);
  hooks.progress({ kind: 'done', lines: [`report: ${report}`, `next: ${describeNextStep(config, runDir)}`] });
}

type TaskOfKind<Kind extends CommandTask['kind']> = Extract<CommandTask, { kind: Kind }>;

/** Starts a search in a new run folder. @returns the folder */
async function startSearch(
  { config, folder, queue }: TaskOfKind<'search'>,
  record: RunRecord,
): Promise<string> {
  const options = { queue: parseQueueAddress(queue) };
  let runFolder: RunFolder | undefined;
  try {
    const create = (): RunFolder => (runFolder = createRunFolder(folder, config, record));
    return (await runSearch(config, create, hooks, options)).runDir;
  } finally {
    runFolder?.close();
  }
}

/** Resumes a search. @returns the run folder */
async function resumeSearch(
  { config, folder, queue }: TaskOfKind<'resume'>,
  record: RunRecord,
): Promise<string> {
  // Locks the folder first, so that the second of two processes fails before it loads anything.
  const { runFolder } = RunFolder.openSearch(folder);
  try {
    describeEnvironmentDifferences(runFolder.record, record).forEach(notify);
    return (await runSearch(config, runFolder, hooks, { queue: parseQueueAddress(queue) })).runDir;
  } finally {
    runFolder.close();
  }
}

async function runTrainTask(task: TaskOfKind<'train' | 'resume-training'>): Promise<void> {
  const currentRecord = recordEnvironment(task.config.run.device);
  let runFolder: RunFolder | undefined;
  try {
    if (task.kind === 'resume-training') {
      runFolder = RunFolder.openTraining(task.folder).runFolder;
      describeEnvironmentDifferences(runFolder.record, currentRecord).forEach(notify);
      await runTraining(task.config, runFolder, hooks);
    } else {
      const { config, folder } = task;
      const create = (): RunFolder => (runFolder = createRunFolder(folder, config, currentRecord));
      await runTraining(config, create, hooks);
    }
    if (runFolder === undefined) throw new Error('the training has ended without a run folder');
    hooks.progress({ kind: 'done', lines: [`report: ${await writeReport(runFolder.path)}`] });
  } finally {
    runFolder?.close();
  }
}

/** Creates a run folder at a path, or the next numbered one. */
function createRunFolder(
  folder: TaskOfKind<'search' | 'train'>['folder'],
  config: TaskOfKind<'search' | 'train'>['config'],
  record: RunRecord,
): RunFolder {
  const runDir = typeof folder === 'string' ? folder : makeNumberedFolder(folder.parent, folder.stem);
  return RunFolder.create(runDir, config, record);
}

/** Suggestions after a search on a small data set, by data set. */
const LONGER_SEARCH: ReadonlyMap<string, string> = new Map([
  ['fashion-mnist', `'nao search --preset cpu' searches on CIFAR-10 for about 2 hours`],
  ['moby-dick', `'nao search --space rnn --preset cpu' searches on the Penn Treebank for about 2 hours`],
]);

function parseQueueAddress(queue: string | undefined): RedisAddress | undefined {
  return queue === undefined ? undefined : parseRedisAddress(queue);
}

function describeNextStep({ mode, data }: SearchConfig, folder: string): string {
  if (!hasBest(folder)) {
    return `see the column failure of ${folder}/architectures.csv for why no architecture has a score, then change the settings`;
  }
  const draw = `'nao draw ${folder}' draws the best cells`;
  const longerSearch = mode === 'ws' ? LONGER_SEARCH.get(data.dataset) : undefined;
  return longerSearch === undefined ? draw : `${draw}; ${longerSearch}`;
}

function notify(text: string): void {
  hooks.progress({ kind: 'log', text });
}

function sendMessage(message: CommandThreadMessage): void {
  parentPort?.postMessage(message);
}
