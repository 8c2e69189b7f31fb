import { createRequire } from 'node:module';
import { join } from 'node:path';
import { code, prose, table } from './blocks.mjs';
import { dist } from './pages.mjs';

const require = createRequire(import.meta.url);
const load = (file) => require(join(dist, `${file}.js`));

export function columnBlocks() {
  const { training, architectures, children, controller, rounds } = load('run/log-columns').createLogColumns({
    metric: 'shared_valid_accuracy',
    items: 'images',
  });
  const { IMAGE_EPOCH_COLUMNS, TEXT_EPOCH_COLUMNS } = load('train/logs');
  const { QUERY_COLUMNS, SUMMARY_COLUMNS, PAIRED_COLUMNS } = load('compare/searchers/columns');
  const { FIGURE_2A_COLUMNS, FIGURE_2B_COLUMNS } = load('report/charts/figure2-columns');
  const { CURVE_COLUMNS } = load('cli/output/csv-columns');
  const { createCalibrationColumns } = load('calibration/csv');
  const calibration = load('evaluators/table/calibration');
  const { createSharedScoreColumns } = load('evaluators/supernet/shared-scores-log');
  return Object.entries({
    'training.csv': training,
    'architectures.csv': architectures,
    'children.csv': children,
    'controller.csv': controller,
    'rounds.csv': rounds,
    'epochs.csv of images': IMAGE_EPOCH_COLUMNS,
    'epochs.csv of a text': TEXT_EPOCH_COLUMNS,
    'test-predictions.csv': load('train/image-details').PREDICTION_COLUMNS,
    'test-positions.csv': load('train/text-details').POSITION_COLUMNS,
    'hardest-words.csv': load('train/text-details').HARD_WORD_COLUMNS,
    'queries.csv': QUERY_COLUMNS,
    'summary.csv': SUMMARY_COLUMNS,
    'paired-tests.csv': PAIRED_COLUMNS,
    'measurements of predictors': load('compare/predictors/columns').MEASUREMENT_COLUMNS,
    'figure2a.csv': FIGURE_2A_COLUMNS,
    'figure2b.csv': FIGURE_2B_COLUMNS,
    'predictor-curve.csv': CURVE_COLUMNS,
    'shared-scores.csv': createSharedScoreColumns('shared_valid_accuracy'),
    'table-calibration.csv': calibration.createTableCalibrationColumns('shared_valid_accuracy', [
      'cifar10_valid_12ep',
      'cifar10_test_200ep',
    ]),
    'table-calibration-summary.csv': calibration.RANKING_QUALITY_COLUMNS,
    'calibration.csv': createCalibrationColumns('shared_valid_accuracy', 'valid_accuracy'),
  }).map(([name, columns]) => [name, columnTable(columns)]);
}

function columnTable(columns) {
  return table(
    ['column', 'unit', 'meaning'],
    columns.map(({ name, unit, meaning, time }) => [
      code(name),
      unit === '1' ? '' : unit,
      prose(time ? `${meaning} (wall-clock time: differs between equal runs)` : meaning),
    ]),
  );
}
