import path from 'node:path';
import { comparePredictors } from '../../compare/predictors/compare-predictors';
import {
  findPredictorConfig,
  hasNetworkPredictor,
  mapPredictors,
  parsePredictorName,
  SEARCH_PREDICTORS,
  type SearchPredictorName,
} from '../../compare/predictors/predictors';
import { loadConfig } from '../../config/load-search';
import type { SearchConfig } from '../../config/schema/search';
import { prepareEnvironment } from '../../native/environment';
import {
  parseList,
  parsePositiveInteger,
  parsePositiveIntegers,
  parseThreadCount,
  parseWholeNumber,
} from '../arguments/parse-options';
import type { Output } from '../output/output';
import { runOnMainThread } from '../threads/run-on-main-thread';

/** Options of `nao compare-predictors`. */
export interface ComparePredictorsOptions {
  readonly predictors: string;
  readonly trainSizes: string;
  readonly heldOut: string;
  readonly seeds: string;
  readonly space: string;
  readonly table: string;
  readonly set?: readonly string[];
  readonly out: string;
  readonly threads?: string;
}

/** Runs `nao compare-predictors`. @throws InputError before any work starts, if an option is invalid */
export async function runComparePredictorsCommand(
  options: ComparePredictorsOptions,
  output: Output,
): Promise<void> {
  const predictors = [...new Set(parseList(options.predictors).map(parsePredictorName))];
  const trainSizes = [...new Set(parsePositiveIntegers(options.trainSizes, '--train-sizes'))];
  const load = (name: SearchPredictorName): SearchConfig => {
    const { preset, set, fixed } = SEARCH_PREDICTORS[name];
    return loadConfig({
      preset,
      set: [...set, ...(options.set ?? []), ...fixed],
      flags: { mode: 'table', 'space.name': options.space, 'table.file': options.table, seed: '0' },
    });
  };
  const settings = mapPredictors(load);
  const needsTensorFlow = predictors.some((name) => {
    const config = findPredictorConfig(name, settings);
    return config !== undefined && hasNetworkPredictor(config);
  });
  // One intra-op thread: every core runs a measurement, and results depend on the thread count.
  if (needsTensorFlow) prepareEnvironment({ device: 'cpu', threads: 1 });

  await runOnMainThread(output, (hooks) =>
    comparePredictors(
      {
        predictors,
        trainSizes: trainSizes.sort((a, b) => a - b),
        heldOut: parseWholeNumber(options.heldOut, '--held-out'),
        seeds: parsePositiveInteger(options.seeds, '--seeds'),
        settings,
        out: path.normalize(options.out),
        threads: parseThreadCount(options.threads),
      },
      hooks,
    ),
  );
}
