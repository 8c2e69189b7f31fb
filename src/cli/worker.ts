import { parentPort, workerData } from 'node:worker_threads';
import type { SearchConfig } from '../config/schema';
import { UserError } from '../errors';
import { nativeFacts } from '../native/facts';
import { writeReport } from '../report/report';
import { makeNumberedFolder, RunFolder } from '../run/folder';
import type { Hooks } from '../run/hooks';
import { differences, recordRun, type RunRecord } from '../run/record';
import { planSearch, runSearch } from '../search/run';
import { STOP_SIGNALS, type Task, type WorkerInput, type WorkerMessage } from './task';

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
    tell(
      error instanceof UserError
        ? { kind: 'failed', message: error.message, exitCode: error.exitCode }
        : { kind: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    );
  }
}

async function work(task: Task): Promise<void> {
  if (task.kind === 'plan') {
    await planSearch(task.config, hooks);
    return;
  }
  const { config } = task;
  const facts = nativeFacts(config.run.device);
  if (facts.device.whyNoGpu !== undefined && config.run.device === 'auto') {
    say(`computing on the CPU: ${facts.device.whyNoGpu}`);
  }
  const record = recordRun(facts);
  const runDir = task.kind === 'resume' ? await resume(task, record) : await begin(task, record);
  const report = await writeReport(runDir);
  hooks.progress({ kind: 'done', lines: [`report: ${report}`, `next: ${nextStep(config, runDir)}`] });
}

type TaskOf<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

/** @returns the run's folder */
async function begin({ config, folder }: TaskOf<'search'>, record: RunRecord): Promise<string> {
  let created: RunFolder | undefined;
  try {
    const create = (): RunFolder => {
      const runDir = typeof folder === 'string' ? folder : makeNumberedFolder(folder.parent, folder.stem);
      return (created = RunFolder.create(runDir, config, record));
    };
    return (await runSearch(config, create, hooks)).runDir;
  } finally {
    created?.close();
  }
}

/** @returns the run's folder */
async function resume({ config, folder }: TaskOf<'resume'>, record: RunRecord): Promise<string> {
  // First, so that of two processes one is refused before it loads anything.
  const { runFolder } = RunFolder.open(folder);
  try {
    differences(runFolder.record, record).forEach(say);
    return (await runSearch(config, runFolder, hooks)).runDir;
  } finally {
    runFolder.close();
  }
}

function nextStep({ mode, data }: SearchConfig, folder: string): string {
  const draw = `'nao draw ${folder}' draws the best cells`;
  return mode === 'ws' && data.dataset === 'fashion-mnist'
    ? `${draw}; 'nao search --preset cpu' searches on CIFAR-10 for about 2 hours`
    : draw;
}

function say(text: string): void {
  hooks.progress({ kind: 'say', text });
}

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
