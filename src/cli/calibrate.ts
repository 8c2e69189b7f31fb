import { createHash } from 'node:crypto';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { changesOf } from '../config/load-search';
import { merge } from '../config/merge';
import { presetByName } from '../config/presets/by-name';
import type { SearchConfig } from '../config/schema/search';
import { searchGuide, validate } from '../config/validate';
import { InputError } from '../errors';
import { agreement, calibrate as trainEach, type Calibrated, sampled } from '../evaluators/calibration';
import { childEvaluator } from '../evaluators/from-scratch/evaluator';
import { ChildPlace } from '../evaluators/from-scratch/backend';
import { childrenOf } from '../evaluators/from-scratch/children';
import type { Metric } from '../evaluators/evaluator';
import { parseRedisAddress } from '../jobs/redis-address';
import { intraOpThreads, prepareEnvironment } from '../native/environment';
import { type Ranking, rankArchitectures } from '../report/ranking';
import { writeReport } from '../report/report';
import { readRunFiles } from '../report/run-files';
import { replaceFile } from '../files/durable';
import { readRun } from '../run/folder';
import { silent } from '../run/hooks';
import { spaceByName } from '../space/registry';
import { count } from './parse-options';
import { takeQueue } from './queue-option';

/** The options of `nao calibrate` as commander gives them. */
export interface CalibrateOptions {
  readonly architectures: string;
  readonly preset: string;
  readonly set?: readonly string[];
  readonly workers: string;
  readonly queue?: string;
}

const FILE = 'calibration.csv';

/**
 * `nao calibrate`: trains a sample of what a run scored with shared weights by themselves, and tells how far the two kinds of
 * scores agree. Writes calibration.csv after each, and the run's report at the end.
 *
 * @throws InputError if `dir` is no run of shared weights, or has scored nothing yet
 * @throws EnvironmentError where the native library, the data or the queue cannot be used
 */
export async function calibrate(dir: string, options: CalibrateOptions): Promise<void> {
  const { config, record } = readRun(dir);
  const ranking = rankArchitectures(await readRunFiles(dir));
  refuseOthers(dir, config, ranking);
  const settings = childSettings(config, options);
  const wanted = count(options.architectures, '--architectures');
  const workers = count(options.workers, '--workers');
  const queue = takeQueue(options.queue);
  const sample = sampled(ranking.ranked.map(({ id, architecture, score }) => ({ id: Number(id), architecture, shared: score })), wanted, config.seed); // prettier-ignore
  prepareEnvironment({ device: config.run.device, threads: record.threads });
  const place = await ChildPlace.open({
    ...(queue === undefined ? {} : { queue: parseRedisAddress(queue) }),
    workers,
    say,
  });
  try {
    const children = await childrenOf(settings, silent, () => undefined);
    const { metric, plan = [] } = children.work;
    const space = spaceByName(config.space.name, config.space);
    const threads = intraOpThreads();
    const evaluator = childEvaluator({ children, space, seed: config.seed, threads, place });
    // Results are kept by run, architecture and seed: other settings are another run.
    const { child, rnnChild } = settings;
    const own = config.space.name === 'rnn' ? rnnChild : child;
    const name = createHash('sha256').update(JSON.stringify(own)).digest('hex').slice(0, 16);
    place.begin(`${record.id}/calibration/${name}`, path.join(dir, 'jobs'));
    plan.forEach(say);
    const done: Calibrated[] = [];
    for await (const one of trainEach(sample, space, evaluator)) {
      done.push(one);
      say(`${done.length} of ${sample.length}: ${told(one, ranking, metric)}`);
      replaceFile(path.join(dir, FILE), csv(ranking, metric, done));
    }
    const { tau, rho } = agreement(done);
    say(
      `Kendall's tau ${number(tau.value)}, Spearman's rho ${number(rho.value)} between ${ranking.metric} and ${metric.name}, over ${tau.n} architectures`,
    );
  } finally {
    await place.close();
  }
  say(`${path.join(dir, FILE)}\n${await writeReport(dir)}`);
}

function refuseOthers(
  dir: string,
  { mode, space }: SearchConfig,
  ranking: Ranking | undefined,
): asserts ranking is Ranking {
  if (mode !== 'ws') {
    throw new InputError(
      `${dir} is a run of mode ${mode} in the space ${space.name}: what is calibrated is shared weights (mode ws)`,
    );
  }
  if (ranking === undefined) {
    throw new InputError(`${dir} has scored nothing yet: let the search come to its first scoring`);
  }
}

/** The run's settings, with children of the supernet's size and form that are trained as the preset says. */
function childSettings(config: SearchConfig, { preset, set }: CalibrateOptions): SearchConfig {
  const { child, rnnChild } = presetByName(preset, config.space.name, 'full');
  const { layers, channels } = config.supernet;
  const { hiddenUnits, output } = config.rnn;
  const alike = {
    child: { ...child, layers, channels, cellOutput: 'projected' },
    rnnChild: { ...rnnChild, hiddenUnits, output },
  };
  const base = merge({ ...config, mode: 'full' }, alike);
  return validate(merge(base, changesOf({ set }, searchGuide)));
}

function csv({ round, metric }: Ranking, own: Metric, done: readonly Calibrated[]): string {
  const columns = ['round', 'id', 'architecture', metric, own.name, 'valid_loss', 'failure', 'seconds'];
  const rows = done.map(({ id, architecture, shared, alone }) => [
    ...[round, id, architecture, shared],
    ...[Number.isFinite(alone.value) ? alone.value : '', alone.loss ?? '', alone.failure ?? ''],
    alone.seconds ?? '',
  ]);
  return stringify([columns, ...rows]);
}

function told({ id, shared, alone }: Calibrated, { metric }: Ranking, own: Metric): string {
  const reached = alone.failure ?? `${own.name} ${number(alone.value)}`;
  return `architecture ${id}, ${metric} ${number(shared)}, by itself ${reached}`;
}

function number(value: number | undefined): string {
  return value?.toFixed(4) ?? 'undefined';
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
