import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { createUnknownNameError, EnvironmentError, FailedError } from '../../src/errors';
import { getCpuModel } from '../../src/native/cpu';
import { findGpuProblem } from '../../src/native/device';
import { findInstallation } from '../../src/native/installation';
import type { Answers } from './gpu/answers';
import { compareAnswers, findUnequal, getOpTolerance, getTrainingTolerance } from './gpu/compare';
import { computeHostShare, formatReport, type GpuReport, listFaults, type Measured } from './gpu/report';
import { sampleGpu } from './gpu/sampler';
import { type TaskOutcome, TaskRunner } from './gpu/tasks';
import { runProgram } from './support/run-program';

/** The benchmarks that are run, with options that keep each within its limit in seconds. */
const BENCHMARKS: Readonly<Record<string, { readonly argv: readonly string[]; readonly limit: number }>> = {
  'ws-cnn': { argv: ['ws-cnn', '--steps', '50'], limit: 150 },
  'child-cnn': { argv: ['child-cnn', '--steps', '50'], limit: 90 },
  'ws-rnn': { argv: ['ws-rnn', '--steps', '20'], limit: 120 },
  controller: { argv: ['controller', '--epochs', '10'], limit: 90 },
};

const PARTS = ['ops', 'training', ...Object.keys(BENCHMARKS)];

/** The batch of `ws-cnn`. */
const BATCH = 64;

/**
 * Checks nao on a machine with a GPU, in at most ten minutes: every op and a few training steps against the CPU, two runs
 * against each other, the benchmarks, the host's share of a step, and memory. It writes `gpu-report.json` and `gpu-report.md`.
 *
 * `--out DIR` (default `.`); `--minutes 10`; `--parts ops,training,...` runs some parts; `--device cpu` computes on the CPU in
 * place of the GPU, to try the command itself.
 *
 * @throws EnvironmentError if there is no usable GPU; FailedError, once the report is written, if the GPU is wrong
 */
export async function bench(argv: readonly string[]): Promise<Record<string, number | string>> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string', default: '.' },
      minutes: { type: 'string', default: '10' },
      parts: { type: 'string', default: PARTS.join() },
      device: { type: 'string', default: 'gpu' },
    },
  });
  const parts = values.parts.split(',');
  for (const part of parts) if (!PARTS.includes(part)) throw createUnknownNameError('part', part, PARTS);
  if (values.device !== 'gpu' && values.device !== 'cpu')
    throw createUnknownNameError('device', values.device, ['gpu', 'cpu']);
  const minutes = parsePositiveInteger(values.minutes, '--minutes');
  const problem = values.device === 'gpu' ? findGpuProblem() : undefined;
  if (problem !== undefined)
    throw new EnvironmentError(
      `there is no GPU to check, because ${problem.reason}: run it on a machine with one`,
    );

  fs.mkdirSync(values.out, { recursive: true });
  const report = await check(values.device, parts, 60 * minutes);
  const [json, page] = ['json', 'md'].map((ending) => path.join(values.out, `gpu-report.${ending}`));
  fs.writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  fs.writeFileSync(page, `${formatReport(report)}\n`);
  const faults = listFaults(report);
  if (faults.length > 0) throw new FailedError(`${faults.join('; ')}: send in ${json} and ${page}`);
  return { report: json, page };
}

async function check(device: 'cpu' | 'gpu', parts: readonly string[], seconds: number): Promise<GpuReport> {
  const runner = new TaskRunner(seconds);
  const skipped = { kind: 'skipped', reason: 'not asked for' } as const;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-gpu-'));
  try {
    const ops = parts.includes('ops')
      ? await runner.run(180, async (limit) => {
          const expected = await computeAnswers('ops', 'cpu', folder, limit / 2);
          const found = await computeAnswers('ops', device, folder, limit / 2);
          return compareAnswers(expected, found, getOpTolerance);
        })
      : skipped;
    let first: Answers | undefined;
    const training = parts.includes('training')
      ? await runner.run(180, async (limit) => {
          const expected = await computeAnswers('training', 'cpu', folder, limit / 2);
          first = await computeAnswers('training', device, folder, limit / 2);
          return compareAnswers(expected, first, getTrainingTolerance);
        })
      : skipped;
    const once = first;
    const determinism =
      once === undefined
        ? skipped
        : await runner.run(90, async (limit) =>
            findUnequal(once, await computeAnswers('training', device, folder, limit)),
          );
    const benchmarks: Record<string, TaskOutcome<Measured>> = {};
    for (const [name, { argv, limit }] of Object.entries(BENCHMARKS)) {
      benchmarks[name] = parts.includes(name)
        ? await runner.run(limit, (left) => runBenchmark(argv, device, left))
        : skipped;
    }
    return { machine: describeMachine(device), ops, training, determinism, benchmarks };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function computeAnswers(
  task: 'ops' | 'training',
  device: 'cpu' | 'gpu',
  folder: string,
  seconds: number,
): Promise<Answers> {
  const file = path.join(folder, `${task}.json`);
  await runProgram(path.join(__dirname, 'gpu', 'main-answers.js'), [task, device, file], seconds);
  // JSON has no NaN: it is written as null.
  return JSON.parse(fs.readFileSync(file, 'utf8'), (_, value: unknown) => value ?? NaN) as Answers;
}

async function runBenchmark(
  argv: readonly string[],
  device: 'cpu' | 'gpu',
  seconds: number,
): Promise<Measured> {
  const nao = path.join(__dirname, '..', '..', 'src', 'cli', 'nao.js');
  const env = device === 'cpu' ? { ...process.env, CUDA_VISIBLE_DEVICES: '-1' } : process.env;
  const { result, use } = await sampleGpu(() => runProgram(nao, ['bench', ...argv, '--json'], seconds, env));
  const figures = JSON.parse(result) as Measured['figures'];
  const hostShare = computeHostShare(figures, BATCH);
  return {
    figures: hostShare === undefined ? figures : { ...figures, host_share: Number(hostShare.toFixed(2)) },
    use: device === 'cpu' ? undefined : use,
  };
}

function describeMachine(device: 'cpu' | 'gpu'): GpuReport['machine'] {
  return {
    checked: device === 'cpu' ? 'the CPU, in place of a GPU' : 'GPU',
    cpu: getCpuModel(),
    cores: os.availableParallelism(),
    memory_gb: Math.round(os.totalmem() / 1e9),
    build: findInstallation().build,
    node: process.versions.node,
  };
}
