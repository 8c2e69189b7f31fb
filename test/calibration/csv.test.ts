import fs from 'node:fs';
import path from 'node:path';
import {
  type CalibrationSource,
  formatCalibrationCsv,
  keepTrainings,
  readCalibrationCsv,
} from '../../src/calibration/csv';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

function sourceOf(children: string): CalibrationSource {
  return { round: 1, sharedMetric: 'shared_valid_accuracy', metric: 'valid_accuracy', children };
}

/** Writes calibration.csv with an accuracy for each architecture; NaN is a training that diverged. */
function writeCalibration(
  file: string,
  children: string,
  accuracies: Readonly<Record<string, number>>,
): void {
  const results = Object.entries(accuracies).map(([architecture, value], id) => ({
    id,
    architecture,
    shared: 0.5,
    standalone: {
      value,
      itemsScored: 8,
      seconds: 3,
      ...(Number.isNaN(value) ? { failure: 'diverged' } : {}),
    },
  }));
  fs.writeFileSync(file, formatCalibrationCsv(sourceOf(children), results));
}

test('trainings that calibration.csv no longer has are kept, of all settings, without those that failed', () => {
  const [file, trainings] = ['calibration.csv', 'trainings.csv'].map((name) => path.join(folder(), name));
  keepTrainings(file, trainings);
  expect(fs.existsSync(trainings)).toBe(false);
  writeCalibration(file, 'one', { a: 0.1, b: NaN, c: 0.3, d: 0.4 });
  keepTrainings(file, trainings);
  writeCalibration(file, 'one', { a: 0.1 });
  keepTrainings(file, trainings);
  writeCalibration(file, 'two', { c: 0.9 });
  keepTrainings(file, trainings);
  const accuraciesOf = (children: string) =>
    Object.fromEntries(
      [...readCalibrationCsv(trainings, sourceOf(children))].map(([text, { value }]) => [text, value]),
    );
  expect(accuraciesOf('one')).toEqual({ a: 0.1, c: 0.3, d: 0.4 });
  expect(accuraciesOf('two')).toEqual({ c: 0.9 });
});
