import path from 'node:path';
import { assertSharesWeights, scoreWithLastSupernet } from '../../calibration/last-supernet';
import { collectOverrides } from '../../config/load-search';
import { getSetting, mergeSettings } from '../../config/merge';
import type { SearchConfig } from '../../config/schema/search';
import { searchDescription, validateSearchConfig } from '../../config/validate';
import { InputError } from '../../errors';
import type { Evaluator } from '../../evaluators/evaluator';
import {
  describeRankings,
  formatRankingQualities,
  formatTableCalibration,
  measureRankings,
  nameTableColumns,
  type TableCalibration,
} from '../../evaluators/table/calibration';
import { createTableEvaluator } from '../../evaluators/table/evaluator';
import { assertTableColumns } from '../../evaluators/table/rows';
import { replaceFile } from '../../files/durable';
import { prepareEnvironment } from '../../native/environment';
import { pluralize } from '../../plural';
import { createRandomStream } from '../../random';
import { writeReport } from '../../report/report';
import { readSearchRun, RunFolder } from '../../run/folder';
import { assertRunIntact } from '../../run/kept-state';
import { smoothScores } from '../../search/nao/smoothed-scores';
import { SeenArchitectures } from '../../search/seen';
import { createSpace } from '../../space/registry';
import type { Architecture, Space } from '../../space/space';
import { parseList, parsePositiveInteger } from '../arguments/parse-options';
import type { Output } from '../output/output';
import { runOnMainThread } from '../threads/run-on-main-thread';

/** Options of `nao calibrate --table`. */
export interface TableCalibrationOptions {
  readonly table: string;
  readonly cells?: string;
  readonly column?: readonly string[];
  readonly set?: readonly string[];
}

const CELLS_FILE = 'table-calibration.csv';
const SUMMARY_FILE = 'table-calibration-summary.csv';
const DEFAULT_CELLS = 1000;

/**
 * Runs `nao calibrate --table`: scores random cells of a table with the run's last supernet, as a search would, and compares
 * the order with columns of the table and with the order by parameters. Nothing is trained. Scores are kept, so the same
 * command continues where it was stopped.
 *
 * @throws InputError if the run, the table or the options are unsuitable
 * @throws EnvironmentError if the native library or the data are unusable
 * @throws InterruptedError or StoppedError between two scores
 */
export async function runTableCalibrationCommand(
  dir: string,
  options: TableCalibrationOptions,
  output: Output,
): Promise<void> {
  const { config, record } = readSearchRun(dir);
  assertRunIntact('search', dir, config);
  assertSharesWeights(dir, config);
  const space = createSpace(config.space.name, config.space);
  const settings = resolveTableSettings(config, options);
  const columns = resolveColumns(settings, options);
  const tables = columns.map((scoreColumn) =>
    createTableEvaluator({ ...settings, scoreColumn, testColumn: '' }, space),
  );
  const cells = drawCells(config.seed, space, tables[0], options);
  prepareEnvironment({ ...config.run, threads: record.threads });

  await runOnMainThread(output, async (hooks) => {
    const { runFolder } = RunFolder.openSearch(dir);
    try {
      const { metric, shared, parameters } = await scoreWithLastSupernet(
        config,
        runFolder,
        space,
        cells,
        hooks,
      );
      const calibration: TableCalibration = {
        architectures: cells.map((cell) => space.format(cell)),
        metric,
        shared,
        smoothed: smoothScores(space, cells, shared, metric),
        parameters,
        truths: nameTableColumns(metric.name, columns).map((name, i) => ({
          name,
          direction: settings.direction,
          values: cells.map((cell) => tables[i].score(cell).value),
        })),
      };
      const qualities = measureRankings(calibration);
      replaceFile(runFolder.file(CELLS_FILE), formatTableCalibration(calibration));
      replaceFile(runFolder.file(SUMMARY_FILE), formatRankingQualities(qualities));
      const report = await writeReport(dir);
      const [csv, summary] = [CELLS_FILE, SUMMARY_FILE].map((file) => path.join(dir, file));
      output.result([...describeRankings(qualities), csv, summary, report], {
        run: dir,
        rankings: qualities,
        csv,
        summary,
        report,
      });
    } finally {
      runFolder.close();
    }
  });
}

/** Returns the run's settings of the table, with those of the command line. */
function resolveTableSettings(
  config: SearchConfig,
  { table, set }: TableCalibrationOptions,
): SearchConfig['table'] {
  const overrides = collectOverrides({ set }, searchDescription);
  const other = Object.keys(overrides).find((group) => group !== 'table');
  if (other !== undefined) {
    throw new InputError(
      `--set changes ${other}, but with --table the run's own settings count: set table.* only`,
    );
  }
  if (getSetting(overrides, 'table.file') !== undefined) {
    throw new InputError(`--set changes table.file, but --table names the file: leave one of them out`);
  }
  return {
    ...validateSearchConfig(mergeSettings({ ...config }, overrides)).table,
    file: path.resolve(table),
  };
}

/** Returns the columns of true values: those of `--column`, or those that a search of mode table reads. */
function resolveColumns(
  { file, scoreColumn, testColumn }: SearchConfig['table'],
  { column }: TableCalibrationOptions,
): string[] {
  const given = column?.flatMap(parseList) ?? [scoreColumn, ...(testColumn === '' ? [] : [testColumn])];
  const columns = [...new Set(given)];
  assertTableColumns(file, columns, '--column');
  return columns;
}

/**
 * Draws random cells of the table, of which no two are isomorphic. A larger sample starts with the cells of a smaller one.
 */
function drawCells(
  seed: number,
  space: Space,
  table: Evaluator,
  { table: file, cells }: TableCalibrationOptions,
): Architecture[] {
  const wanted =
    cells === 'all' ? Infinity : cells === undefined ? DEFAULT_CELLS : parsePositiveInteger(cells, '--cells');
  const drawn = new SeenArchitectures(space, table).drawNew(
    wanted,
    createRandomStream(seed, 'table-calibration'),
  );
  if (drawn.length < wanted && cells !== undefined && cells !== 'all') {
    throw new InputError(
      `--cells is ${cells}, but ${file} has ${pluralize(drawn.length, 'cell')} of which no two are isomorphic: ` +
        `use at most as many, or all`,
    );
  }
  return drawn;
}
