import path from 'node:path';
import { comparePredictors } from '../compare/predictors/compare-predictors';
import { hasNetworkPredictor, parsePredictorName } from '../compare/predictors/predictors';
import { loadConfig } from '../config/load-search';
import { prepareEnvironment } from '../native/environment';
import { parseList, parsePositiveInteger, parseThreadCount } from './parse-options';
import { runOnMainThread } from './run-on-main-thread';

/** The options of `nao compare-predictors` as commander gives them. */
export interface RankOptions {
  readonly predictors: string;
  readonly trainSizes: string;
  readonly seeds: string;
  readonly space: string;
  readonly table: string;
  readonly set?: readonly string[];
  readonly out: string;
  readonly threads?: string;
}

/** `nao compare-predictors`. @throws InputError before work starts, if an option does not do */
export async function runRankCommand(options: RankOptions): Promise<void> {
  const predictors = [...new Set(parseList(options.predictors).map(parsePredictorName))];
  const trainSizes = [
    ...new Set(parseList(options.trainSizes).map((text) => parsePositiveInteger(text, '--train-sizes'))),
  ];
  const config = (preset: string): ReturnType<typeof loadConfig> =>
    loadConfig({
      preset,
      set: options.set,
      flags: { mode: 'table', 'space.name': options.space, 'table.file': options.table, seed: '0' },
    });
  const settings = { nao: config('paper'), 'ard-gp': config('quick') };
  const needsTensorFlow = predictors.some(
    (name) => (name === 'nao' || name === 'ard-gp') && hasNetworkPredictor(settings[name]),
  );
  // One thread within an op: there is a measurement for each core, and results depend on the number.
  if (needsTensorFlow) prepareEnvironment({ device: 'cpu', threads: 1 });

  await runOnMainThread((hooks) =>
    comparePredictors(
      {
        predictors,
        trainSizes: trainSizes.sort((a, b) => a - b),
        seeds: parsePositiveInteger(options.seeds, '--seeds'),
        settings,
        out: path.normalize(options.out),
        threads: parseThreadCount(options.threads),
      },
      hooks,
    ),
  );
}
