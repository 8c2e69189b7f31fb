import path from 'node:path';
import type { Controller } from '../../../controller/controller';
import { createController } from '../../../controller/nao-controller';
import { getSearchMetric } from '../../evaluators/metrics';
import { replaceFile } from '../../files/durable';
import { openDevice } from '../../native/device';
import { prepareEnvironment } from '../../native/environment';
import { readReliableRanking } from '../../report/ranking';
import { writeReport } from '../../report/report';
import { formatCsv } from '../../run/csv';
import { readSearchRun, RunFolder } from '../../run/folder';
import type { Facts } from '../../run/hooks';
import {
  computeLearningCurve,
  type LearningCurvePoint,
  resolveLearningCurveSizes,
} from '../../search/nao/learning-curve';
import { createSpace } from '../../space/registry';
import { parsePositiveInteger, parsePositiveIntegers } from '../arguments/parse-options';
import { CURVE_COLUMNS } from '../output/csv-columns';
import type { Output } from '../output/output';
import type { DeviceOption } from './options';

/** Options of `nao learning-curve`. */
export interface LearningCurveCommandOptions {
  readonly sizes?: string;
  readonly heldOut?: string;
  readonly repeats: string;
  readonly device: DeviceOption;
}

const FILE = 'predictor-curve.csv';

/**
 * Runs `nao learning-curve`: computes NAO's figure 2a (Luo et al. 2018) from a run's last scoring. Writes
 * predictor-curve.csv after each controller, and the run's report at the end.
 *
 * @throws InputError if `dir` is not a run folder, is in use by another process, or has too few scores for the sizes
 * @throws EnvironmentError if the native library or the requested device is unusable
 */
export async function runLearningCurveCommand(
  dir: string,
  options: LearningCurveCommandOptions,
  output: Output,
): Promise<void> {
  const { config, record } = readSearchRun(dir);
  const ranking = await readReliableRanking(dir, config);
  const repeats = parsePositiveInteger(options.repeats, '--repeats');
  const sizes = resolveLearningCurveSizes(ranking?.ranked.length ?? 0, {
    sizes: options.sizes === undefined ? undefined : parsePositiveIntegers(options.sizes, '--sizes'),
    heldOut: options.heldOut === undefined ? undefined : parsePositiveInteger(options.heldOut, '--held-out'),
  });
  if (ranking === undefined) throw new Error('sizes were resolved without scores');
  const space = createSpace(config.space.name, { nodes: config.space.nodes });
  // The ranking is sorted by score; ids restore the order in which architectures appeared.
  const scored = [...ranking.ranked]
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map(({ architecture, score }) => ({ architecture: space.parse(architecture), score }));

  prepareEnvironment({ ...config.run, threads: record.threads, device: options.device });
  openDevice(options.device);
  // Two learning curves at a time would write the same files.
  const { runFolder } = RunFolder.openSearch(dir);
  let controller: Controller | undefined;
  try {
    controller = createController(space, config.controller);
    const { seed, controller: settings } = config;
    const metric = getSearchMetric(config) ?? { name: ranking.metric, direction: ranking.direction };
    const points: LearningCurvePoint[] = [];
    for (const point of computeLearningCurve(
      { seed, space, controller, settings, metric, scored },
      sizes,
      repeats,
    )) {
      points.push(point);
      output.progress(`${points.length} of ${sizes.sizes.length * repeats} controllers trained`);
      replaceFile(path.join(dir, FILE), formatLearningCurveCsv(ranking.round, points));
    }
    output.result(points.map(formatPoint), { run: dir, round: ranking.round, points: points.map(namePoint) });
    const [csv, report] = [path.join(dir, FILE), await writeReport(dir)];
    output.result([csv, report], { csv, report });
  } finally {
    controller?.dispose();
    runFolder.close();
  }
}

function formatPoint({ trainedOn, heldOut, pairwiseAccuracy, hammingDistance }: LearningCurvePoint): string {
  const [accuracy, distance] = [pairwiseAccuracy, hammingDistance].map(
    (value) => value?.toFixed(3) ?? 'undefined',
  );
  return `trained on ${trainedOn}: pairwise accuracy ${accuracy}, Hamming distance ${distance} on ${heldOut} held-out architectures`;
}

/** Names the numbers of a point as in predictor-curve.csv. */
function namePoint(point: LearningCurvePoint): Facts {
  return {
    trained_on: point.trainedOn,
    repeat: point.repeat,
    held_out: point.heldOut,
    pairwise_accuracy: point.pairwiseAccuracy,
    kendall_tau: point.kendallTau,
    hamming_distance: point.hammingDistance,
  };
}

function formatLearningCurveCsv(round: number, points: readonly LearningCurvePoint[]): string {
  const rows = points.map((point) => [
    round,
    point.trainedOn,
    point.repeat,
    point.heldOut,
    point.pairwiseAccuracy,
    point.kendallTau,
    point.hammingDistance,
  ]);
  return formatCsv(CURVE_COLUMNS, rows);
}
