import { parentPort, workerData } from 'node:worker_threads';
import { MachineError } from '../../errors';
import { reportExport } from '../../export/run';
import { toUserError } from '../../files/system-errors';
import { parseRedisAddress, type RedisAddress } from '../../jobs/redis-address';
import { getSystemInfo } from '../../native/system-info';
import { pluralize } from '../../plural';
import { writeReport } from '../../report/report';
import { makeNumberedFolder, RunFolder } from '../../run/folder';
import type { RunHooks } from '../../run/hooks';
import { createRunRecord, describeEnvironmentDifferences, type RunRecord } from '../../run/record';
import { runSearch } from '../../search/run';
import { serializeError } from '../../threads/failure';
import { runEvaluation } from '../../train/evaluate';
import { runTraining } from '../../train/run';
import { describeNextStep } from '../output/next-step';
import { SAME_COMMAND } from '../output/report-error';
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
    sendMessage(serializeError(addContinuation(error, SAME_COMMAND)));
  }
}

async function runCommandTask(task: CommandTask): Promise<void> {
  switch (task.kind) {
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
      return;
    case 'export':
      hooks.progress({ kind: 'done', ...reportExport(task.config) });
  }
}

/** Records the environment, and says why the GPU is not used if device is auto. */
function recordEnvironment(device: 'auto' | 'cpu' | 'gpu'): RunRecord {
  const facts = getSystemInfo(device);
  const { device: used, tensorflow, build, threads } = facts;
  if (used.gpuProblem !== undefined && device === 'auto') {
    hooks.progress({ kind: 'plan', lines: [`computing on the CPU: ${used.gpuProblem.summary}`] });
    hooks.progress({ kind: 'detail', text: `no GPU: ${used.gpuProblem.reason}` });
  }
  hooks.progress({
    kind: 'detail',
    text: `TensorFlow ${tensorflow} (${build}) on the ${used.kind}, ${pluralize(threads, 'thread')} in an operation`,
  });
  return createRunRecord(facts);
}

async function searchAndReport(task: TaskOfKind<'search' | 'resume'>): Promise<void> {
  const { config } = task;
  const currentRecord = recordEnvironment(config.run.device);
  if (config.mode === 'table') {
    hooks.progress({ kind: 'detail', text: `scores are read from ${config.table.file}` });
  }
  await useRunFolder(currentRecord, async (use) => {
    const options = { queue: parseQueueAddress(task.queue) };
    // A resumed folder is locked first, so that the second of two processes fails before it loads anything.
    const folder =
      task.kind === 'resume'
        ? use(RunFolder.openSearch(task.folder).runFolder)
        : (): RunFolder => use(createRunFolder(task.folder, config, currentRecord));
    const { runDir } = await runSearch(config, folder, hooks, options);
    const report = await writeReport(runDir);
    hooks.progress({ kind: 'done', lines: [`report: ${report}`], facts: { report } });
    hooks.progress({ kind: 'hint', text: describeNextStep(config, runDir, report) });
  });
}

type TaskOfKind<Kind extends CommandTask['kind']> = Extract<CommandTask, { kind: Kind }>;

async function runTrainTask(task: TaskOfKind<'train' | 'resume-training'>): Promise<void> {
  const { config } = task;
  const currentRecord = recordEnvironment(config.run.device);
  await useRunFolder(currentRecord, async (use) => {
    const folder =
      task.kind === 'resume-training'
        ? use(RunFolder.openTraining(task.folder).runFolder)
        : (): RunFolder => use(createRunFolder(task.folder, config, currentRecord));
    const training = await runTraining(config, folder, hooks);
    const report = await writeReport(training.folder);
    hooks.progress({ kind: 'done', lines: [`report: ${report}`], facts: { report } });
  });
}

/**
 * Runs work in a run folder, which it passes to `use`, and closes the folder. Reports how the environment differs from the folder's.
 *
 * @throws the error of `work`; a MachineError says how to resume the run
 */
async function useRunFolder(
  currentRecord: RunRecord,
  work: (use: (folder: RunFolder) => RunFolder) => Promise<void>,
): Promise<void> {
  let runFolder: RunFolder | undefined;
  try {
    await work((folder) => {
      runFolder = folder;
      sendMessage({ kind: 'folder', folder: folder.path });
      describeEnvironmentDifferences(folder.record, currentRecord).forEach(notify);
      return folder;
    });
  } catch (error) {
    throw runFolder === undefined
      ? error
      : addContinuation(error, `continue with 'nao resume ${runFolder.path}'`);
  } finally {
    runFolder?.close();
  }
}

/** Adds to a fault of the machine how the work goes on. Returns other errors unchanged. */
function addContinuation(thrown: unknown, continuation: string): unknown {
  const error = toUserError(thrown);
  return error instanceof MachineError ? error.withContinuation(continuation) : error;
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

function parseQueueAddress(queue: string | undefined): RedisAddress | undefined {
  return queue === undefined ? undefined : parseRedisAddress(queue);
}

function notify(text: string): void {
  hooks.progress({ kind: 'log', text });
}

function sendMessage(message: CommandThreadMessage): void {
  parentPort?.postMessage(message);
}
