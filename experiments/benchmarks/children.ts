import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { loadConfig } from '../../src/config/load-search';
import type { SearchConfig } from '../../src/config/schema/search';
import { FailedError } from '../../src/errors';
import type { ChildJobs } from '../../src/evaluators/from-scratch/children';
import { parseChildResult } from '../../src/evaluators/from-scratch/job';
import { loadSearchData } from '../../src/evaluators/search-data';
import type { JobQueue, QueueCallbacks } from '../../src/jobs/job-queue';
import { LocalQueue } from '../../src/jobs/local-queue';
import { parseRedisAddress } from '../../src/jobs/redis-address';
import { RedisQueue } from '../../src/jobs/redis-queue';
import { getIntraOpThreads } from '../../src/native/environment';
import { createRandomStream } from '../../src/random';
import { noopContext } from '../../src/run/context';
import { createSpace } from '../../src/space/registry';
import { roundToHundredths } from './support/timing';

/**
 * Benchmark of a batch of children of mode `full`: its duration without set-up (TensorFlow, images), and the overhead over
 * training and scoring steps. A small child per worker runs first, to load everything.
 *
 * `--children 6 --workers 2 --preset cpu --dataset cifar10 --data-dir DIR --set NAME=VALUE`, with the settings of a search in
 * mode `full`. If `NAO_QUEUE` is set, the children are trained by the workers of that queue, which must be as many; the
 * overhead is then unknown.
 *
 * - `setup_s`: until each worker has trained its small child
 * - `batch_s`: from submitting the children to the end of the last one
 * - `child_s`: mean duration of a child by its worker's clock
 * - `overhead`: fraction of the workers' time (`batch_s` times `workers`) outside of training and scoring steps in
 *   TensorFlow; with several workers it includes waiting for the last child
 */
export async function bench(argv: readonly string[]): Promise<Record<string, number | string>> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      children: { type: 'string', default: '6' },
      workers: { type: 'string', default: '1' },
      preset: { type: 'string', default: 'cpu' },
      dataset: { type: 'string' },
      'data-dir': { type: 'string' },
      set: { type: 'string', multiple: true },
    },
  });
  const count = parsePositiveInteger(values.children, '--children');
  const config = loadConfig({
    preset: values.preset,
    set: values.set,
    flags: {
      mode: 'full',
      seed: '1',
      'data.dataset': values.dataset,
      'data.dir': values['data-dir'],
      'full.concurrency': values.workers,
    },
  });
  const { concurrency } = config.full;
  const children = (await loadSearchData(config, noopContext)).createChildJobs();
  const small = (await loadSearchData(shrinkConfig(config), noopContext)).createChildJobs();
  const architectures = sampleArchitectures(config, count + concurrency);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-children-'));
  const queue = await openQueue(concurrency, folder);
  try {
    const setup = await trainBatch(queue, architectures.slice(0, concurrency), small, config.seed);
    const batch = await trainBatch(queue, architectures.slice(concurrency), children, config.seed);
    const computing = batch.children.reduce(
      (total, { computingSeconds = NaN }) => total + computingSeconds,
      0,
    );
    const childS = batch.children.reduce((total, { seconds }) => total + seconds, 0) / batch.children.length;
    return {
      children: batch.children.length,
      workers: concurrency,
      setup_s: roundToHundredths(setup.seconds),
      batch_s: roundToHundredths(batch.seconds),
      child_s: roundToHundredths(childS),
      overhead: Number.isNaN(computing)
        ? 'unknown'
        : Number((1 - computing / (batch.seconds * concurrency)).toFixed(4)),
    };
  } finally {
    await queue.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function openQueue(workers: number, folder: string): Promise<JobQueue> {
  const callbacks: QueueCallbacks = { onNotice: (text) => process.stderr.write(`${text}\n`) };
  const address = process.env.NAO_QUEUE;
  if (address !== undefined) return RedisQueue.open(parseRedisAddress(address), callbacks);
  const thread = path.join(__dirname, 'support', 'timed-child-thread.js');
  return Promise.resolve(new LocalQueue({ thread, concurrency: workers, folder }, callbacks));
}

function shrinkConfig(config: SearchConfig): SearchConfig {
  return {
    ...config,
    child: { ...config.child, cellsPerStack: 1, channels: 2, epochs: 1 },
    rnnChild: { ...config.rnnChild, hiddenSize: 2, epochs: 1, asgdStartEpoch: 0 },
  };
}

/** Draws random architectures. */
function sampleArchitectures({ space: { name, nodes } }: SearchConfig, count: number): string[] {
  const space = createSpace(name, { nodes });
  const random = createRandomStream(1, 'bench-architectures');
  return Array.from({ length: count }, () => space.format(space.sample(random)));
}

interface TrainedBatch {
  /** From submitting the first child to the end of the last one. */
  readonly seconds: number;
  readonly children: readonly { readonly seconds: number; readonly computingSeconds?: number }[];
}

/** @throws FailedError if a child cannot be trained */
async function trainBatch(
  queue: JobQueue,
  architectures: readonly string[],
  { kind, createData: data }: ChildJobs,
  seed: number,
): Promise<TrainedBatch> {
  const before = performance.now();
  const run = randomUUID(); // no results of other runs are reused
  const keys = await Promise.all(
    architectures.map((architecture) =>
      queue.submit({ kind, run, architecture, seed, data: data(getIntraOpThreads()) }),
    ),
  );
  const outcomes = await Promise.all(keys.map((key) => queue.waitForOutcome(key)));
  const children = outcomes.map((outcome) => {
    if (outcome.kind === 'failed') throw new FailedError(`a child cannot be trained: ${outcome.reason}`);
    if (outcome.kind === 'cancelled') throw new Error('a child was cancelled');
    const { computingSeconds, ...result } = outcome.result as { readonly computingSeconds?: number };
    return { seconds: parseChildResult(result).seconds, computingSeconds };
  });
  return { seconds: (performance.now() - before) / 1000, children };
}
