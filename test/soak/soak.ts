import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createOwnCache } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { startRedis } from '../support/jobs/redis-server';
import { type Program, startNode, startProgram } from '../torture/program';
import { formatUsage, isGrowing } from './growth';
import { readUsage, type Usage } from './usage';

/*
 * Soak test: `npm run soak -- [--minutes 120] [--jobs 500] [--sessions 200] [--only search|worker|sessions]`.
 *
 * Samples resident memory, open files and threads of a search with shared weights, of a worker, and of programs that load and dispose of
 * sessions, and prints the slope of each over time. The search goes through as many rounds as it can, so that whatever a round keeps
 * adds up.
 */

const SESSION_LOOP = path.join(__dirname, 'session-loop.js');

/** Time between two samples. */
const SAMPLE_MS = 250;

/** Share of the samples, from the start, that are left out: caches and memory pools fill. */
const WARM_UP = 0.2;

/** Exit code if something grows. */
const GROWTH_CODE = 1;

/** Exit code of a search that a signal has stopped. */
const STOPPED_CODE = 75;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '120' },
      jobs: { type: 'string', default: '500' },
      sessions: { type: 'string', default: '200' },
      only: { type: 'string' },
    },
  });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-soak-'));
  process.env.NAO_CACHE_DIR = createOwnCache(folder);
  try {
    const parts = {
      search: () => soakSearch(folder, Number(values.minutes)),
      worker: () => soakWorker(folder, Number(values.jobs)),
      sessions: () => soakSessions(folder, Number(values.sessions)),
    };
    for (const [name, run] of Object.entries(parts)) {
      if (values.only === undefined || values.only === name) await run();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Samples a search with shared weights until a signal stops it. */
async function soakSearch(folder: string, minutes: number): Promise<void> {
  const images = path.join(folder, 'images');
  await writeImageFixture(images, { perClassTrain: 40, perClassTest: 10 });
  const out = path.join(folder, 'search');
  const search = startProgram(
    folder,
    [
      ...['search', '--preset', 'tiny', '--seed', '7', '--device', 'cpu', '--out', out],
      ...['--dataset', 'images', '--data-dir', images, '--set', 'search.rounds=1000000'],
    ],
    { hangMs: Infinity },
  );
  const end = performance.now() + 60_000 * minutes;
  const usage = await sample(search, () => performance.now() >= end);
  search.process.kill('SIGTERM');
  await assertCode(search, STOPPED_CODE);
  report(`search, ${minutes} minutes, ${countRows(path.join(out, 'rounds.csv'))} rounds`, usage);
}

/** Samples a worker while a search submits jobs to it. */
async function soakWorker(folder: string, jobs: number): Promise<void> {
  const text = path.join(folder, 'text');
  writeTextFixture(text, { words: { train: 400, valid: 200, test: 200 }, vocabulary: 20 });
  const redis = await startRedis(path.join(folder, 'redis'));
  const start = (...args: string[]): Program =>
    startProgram(folder, args, { environment: { NAO_QUEUE: redis.url }, hangMs: Infinity });
  const out = path.join(folder, 'full');
  const worker = start('worker', '--checkpoints', path.join(folder, 'checkpoints'));
  const search = start(
    ...['search', '--mode', 'full', '--space', 'rnn', '--preset', 'tiny', '--seed', '7', '--device', 'cpu'],
    ...['--dataset', 'text', '--data-dir', text, '--out', out],
    ...['--set', 'search.rounds=1', '--set', `search.poolSize=${jobs}`, '--set', 'run.threads=1'],
  );
  try {
    const usage = await sample(worker, () => search.process.exitCode !== null);
    await assertCode(search, 0);
    worker.process.kill('SIGTERM');
    await assertCode(worker, 0);
    report(`worker, ${countRows(path.join(out, 'architectures.csv'))} jobs`, usage);
  } finally {
    for (const program of [search, worker]) program.process.kill('SIGKILL');
    await redis.kill();
  }
}

/** Samples programs that load and dispose of sessions, in the main thread and in threads. */
async function soakSessions(folder: string, sessions: number): Promise<void> {
  for (const threads of [0, 1, 3]) {
    const program = startNode(folder, ['--expose-gc', SESSION_LOOP, String(sessions), String(threads)], {
      hangMs: Infinity,
    });
    const usage = await sample(program, () => program.process.exitCode !== null);
    await assertCode(program, 0);
    report(
      `${sessions} sessions in ${threads === 0 ? 'the main thread' : `threads, ${threads} at a time`}`,
      usage,
    );
  }
}

/** Samples what a program uses until it has ended or `isOver`. */
async function sample({ process: { pid } }: Program, isOver: () => boolean): Promise<Usage[]> {
  if (pid === undefined) throw new Error('a program did not start');
  const start = performance.now();
  const samples: Usage[] = [];
  while (!isOver()) {
    await delay(SAMPLE_MS);
    const usage = readUsage(pid, (performance.now() - start) / 1000);
    if (usage === undefined) break;
    samples.push(usage);
  }
  return samples;
}

async function assertCode(program: Program, code: number): Promise<void> {
  const ended = await program.ended;
  if (ended.code !== code) {
    throw new Error(
      `a program ended with ${String(ended.code ?? ended.signal)}: ${ended.output.slice(-1000)}`,
    );
  }
}

function countRows(file: string): number {
  return fs.readFileSync(file, 'utf8').trim().split('\n').length - 1;
}

function report(title: string, usage: readonly Usage[]): void {
  const settled = usage.slice(Math.round(usage.length * WARM_UP));
  process.stdout.write(
    `${title}, ${settled.length} samples after the first ${100 * WARM_UP} %\n${formatUsage(settled)}\n`,
  );
  if (isGrowing(settled)) process.exitCode = GROWTH_CODE;
}

main().catch((error: unknown) => {
  process.stderr.write(`soak: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
