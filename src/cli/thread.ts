import { parentPort, workerData } from 'node:worker_threads';
import type { SearchConfig } from '../config/schema/search';
import { parseRedisAddress, type RedisAddress } from '../jobs/redis-address';
import { nativeFacts } from '../native/system-info';
import { writeReport } from '../report/report';
import { hasBest, makeNumberedFolder, RunFolder } from '../run/folder';
import type { Hooks } from '../run/hooks';
import { differences, recordRun, type RunRecord } from '../run/record';
import { planSearch, runSearch } from '../search/run';
import { failureOf } from '../threads/failure';
import { runTraining } from '../train/run';
import { runEvaluation } from '../train/evaluate';
import { STOP_SIGNALS, type Task, type WorkerInput, type WorkerMessage } from './thread-request';

const { task, stop } = workerData as WorkerInput;

const hooks: Hooks = {
  progress: (event) => tell({ kind: 'progress', event }),
  stopRequested: () => STOP_SIGNALS[Atomics.load(stop, 0) - 1],
};

void main();

async function main(): Promise<void> {
  try {
    await work(task);
  } catch (error) {
    tell(failureOf(error));
  }
}

async function work(task: Task): Promise<void> {
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
      await train(task);
      return;
    case 'evaluate':
      record(task.config.run.device);
      await runEvaluation(task.config, hooks);
  }
}

/** What the machine is, told where it is not what one might wish for. */
function record(device: 'auto' | 'cpu' | 'gpu'): RunRecord {
  const facts = nativeFacts(device);
  if (facts.device.whyNoGpu !== undefined && device === 'auto') {
    say(`computing on the CPU: ${facts.device.whyNoGpu}`);
  }
  return recordRun(facts);
}

async function searchAndReport(task: TaskOf<'search' | 'resume'>): Promise<void> {
  const { config } = task;
  const now = record(config.run.device);
  const runDir = task.kind === 'resume' ? await resume(task, now) : await begin(task, now);
  const report = await writeReport(runDir);
  hooks.progress({ kind: 'done', lines: [`report: ${report}`, `next: ${nextStep(config, runDir)}`] });
}

type TaskOf<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

/** @returns the run's folder */
async function begin({ config, folder, queue }: TaskOf<'search'>, record: RunRecord): Promise<string> {
  const options = { queue: addressOf(queue) };
  let created: RunFolder | undefined;
  try {
    const create = (): RunFolder => {
      const runDir = typeof folder === 'string' ? folder : makeNumberedFolder(folder.parent, folder.stem);
      return (created = RunFolder.create(runDir, config, record));
    };
    return (await runSearch(config, create, hooks, options)).runDir;
  } finally {
    created?.close();
  }
}

/** @returns the run's folder */
async function resume({ config, folder, queue }: TaskOf<'resume'>, record: RunRecord): Promise<string> {
  // First, so that of two processes one is refused before it loads anything.
  const { runFolder } = RunFolder.open(folder);
  try {
    differences(runFolder.record, record).forEach(say);
    return (await runSearch(config, runFolder, hooks, { queue: addressOf(queue) })).runDir;
  } finally {
    runFolder.close();
  }
}

async function train(task: TaskOf<'train' | 'resume-training'>): Promise<void> {
  const now = record(task.config.run.device);
  let held: RunFolder | undefined;
  try {
    if (task.kind === 'resume-training') {
      held = RunFolder.openTraining(task.folder).runFolder;
      differences(held.record, now).forEach(say);
      await runTraining(task.config, held, hooks);
      return;
    }
    const { config, folder } = task;
    const create = (): RunFolder => {
      const runDir = typeof folder === 'string' ? folder : makeNumberedFolder(folder.parent, folder.stem);
      return (held = RunFolder.create(runDir, config, now));
    };
    await runTraining(config, create, hooks);
  } finally {
    held?.close();
  }
}

/** What to do after a search on data that are there for a first try. */
const LONGER_SEARCH: ReadonlyMap<string, string> = new Map([
  ['fashion-mnist', `'nao search --preset cpu' searches on CIFAR-10 for about 2 hours`],
  ['moby-dick', `'nao search --space rnn --preset cpu' searches on the Penn Treebank for about 2 hours`],
]);

function addressOf(queue: string | undefined): RedisAddress | undefined {
  return queue === undefined ? undefined : parseRedisAddress(queue);
}

function nextStep({ mode, data }: SearchConfig, folder: string): string {
  if (!hasBest(folder)) {
    return `the column failure of ${folder}/architectures.csv says why there is no score; other settings may give some`;
  }
  const draw = `'nao draw ${folder}' draws the best cells`;
  const longer = mode === 'ws' ? LONGER_SEARCH.get(data.dataset) : undefined;
  return longer === undefined ? draw : `${draw}; ${longer}`;
}

function say(text: string): void {
  hooks.progress({ kind: 'say', text });
}

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
