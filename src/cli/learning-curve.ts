import { stringify } from 'csv-stringify/sync';
import path from 'node:path';
import { createController } from '../../controller/nao-controller';
import { InputError } from '../errors';
import { getSearchMetric } from '../evaluators/metrics';
import { replaceFile } from '../files/durable';
import { prepareEnvironment } from '../native/environment';
import { rankArchitectures } from '../report/ranking';
import { writeReport } from '../report/report';
import { readRunFiles } from '../report/run-files';
import { readSearchRun } from '../run/folder';
import {
  computeLearningCurve,
  type LearningCurvePoint,
  resolveLearningCurveSizes,
} from '../search/nao/learning-curve';
import { createSpace } from '../space/registry';

/** The options of `nao learning-curve` as commander gives them. */
export interface CurveOptions {
  readonly sizes?: string;
  readonly heldOut?: string;
  readonly repeats: string;
  readonly device: 'auto' | 'cpu' | 'gpu';
}

const FILE = 'predictor-curve.csv';

const COLUMNS = [
  'round',
  'trained_on',
  'repeat',
  'held_out',
  'pairwise_accuracy',
  'kendall_tau',
  'hamming_distance',
] as const;

/**
 * `nao learning-curve`: figure 2a of the paper from a run's last scoring, written as predictor-curve.csv after each controller, and
 * drawn in the run's report.
 *
 * @throws InputError if `dir` is no run folder, or has too few scores for the sizes asked for
 * @throws EnvironmentError where the native library, or the device asked for, cannot be used
 */
export async function runCurveCommand(dir: string, options: CurveOptions): Promise<void> {
  const { config } = readSearchRun(dir);
  const ranking = rankArchitectures(await readRunFiles(dir));
  const repeats = parsePositive(options.repeats, '--repeats');
  const sizes = resolveLearningCurveSizes(ranking?.ranked.length ?? 0, {
    sizes: options.sizes?.split(',').map((size) => parsePositive(size, '--sizes')),
    heldOut: options.heldOut === undefined ? undefined : parsePositive(options.heldOut, '--held-out'),
  });
  if (ranking === undefined) throw new Error('sizes were found for no scores');
  const space = createSpace(config.space.name, { nodes: config.space.nodes });
  // The file is sorted by score: ids are the order in which architectures appeared.
  const scored = [...ranking.ranked]
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map(({ architecture, score }) => ({ architecture: space.parse(architecture), score }));

  prepareEnvironment({ device: options.device });
  const controller = createController(space, config.controller);
  try {
    const { seed, controller: settings } = config;
    const metric = getSearchMetric(config) ?? { name: ranking.metric, direction: ranking.direction };
    const points: LearningCurvePoint[] = [];
    for (const point of computeLearningCurve(
      { seed, space, controller, settings, metric, scored },
      sizes,
      repeats,
    )) {
      points.push(point);
      process.stdout.write(`${formatProgress(point)}\n`);
      replaceFile(path.join(dir, FILE), formatCsv(ranking.round, points));
    }
  } finally {
    controller.dispose();
  }
  process.stdout.write(`${path.join(dir, FILE)}\n${await writeReport(dir)}\n`);
}

function formatProgress({
  trainedOn,
  heldOut,
  pairwiseAccuracy,
  hammingDistance,
}: LearningCurvePoint): string {
  const [accuracy, distance] = [pairwiseAccuracy, hammingDistance].map(
    (value) => value?.toFixed(3) ?? 'undefined',
  );
  return `learned from ${trainedOn}: pairwise accuracy ${accuracy}, Hamming distance ${distance} (on ${heldOut})`;
}

function formatCsv(round: number, points: readonly LearningCurvePoint[]): string {
  const rows = points.map((point) => [
    round,
    point.trainedOn,
    point.repeat,
    point.heldOut,
    point.pairwiseAccuracy,
    point.kendallTau,
    point.hammingDistance,
  ]);
  return stringify([COLUMNS, ...rows]);
}

function parsePositive(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InputError(`${option} has '${text}': give whole numbers above 0`);
}
