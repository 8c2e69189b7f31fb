import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { FailedError, InputError } from '../../errors';
import { replaceFile } from '../../files/durable';
import { findFile } from '../../files/find';
import { makeOutputFolder } from '../../files/output-folder';
import { formatCsv, parseCsvNumber } from '../../run/csv';
import type { Protocol } from '../../run/protocol';
import { openGuarded, type ResultStore } from '../sweep';
import { MEASUREMENT_COLUMNS } from './columns';
import type { Measurement, PredictorTask } from './measurement';
import { PREDICTOR_NAMES, type PredictorName } from './predictors';

/**
 * The CSV of `nao compare-predictors`, locked until `close`. Its protocol is a file next to it. The CSV is
 * replaced atomically after each measurement. The order of its rows does not depend on the order of
 * measurements.
 */
export class MeasurementsFile implements ResultStore<PredictorTask, Measurement> {
  private constructor(
    readonly path: string,
    private readonly targets: readonly string[],
    private readonly measurements: Measurement[],
    private readonly release: () => void,
  ) {}

  /**
   * Opens the file of a new or resumed comparison.
   *
   * @param targets all targets of the protocol, in the order of the rows
   * @throws InputError if it is another file or has another protocol, or another process has locked it
   * @throws FailedError if it is damaged
   * @throws EnvironmentError if its folder cannot be created
   */
  static open(file: string, targets: readonly string[], protocol: Protocol): MeasurementsFile {
    const guards = { lockFile: `${file}.lock`, protocolFile: `${file}.protocol.json`, protocol };
    const found = findFile(file);
    if (found?.isDirectory() === true)
      throw new InputError(`${file} is a folder: give a CSV file with --out`);
    if (found !== undefined && !fs.existsSync(guards.protocolFile)) {
      throw new InputError(`${file} exists already: give another file with --out`);
    }
    makeOutputFolder(path.dirname(file));
    return openGuarded(guards, (release) => {
      const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
      const opened = new MeasurementsFile(file, targets, parseMeasurements(text), release);
      // Damaged cells do not come back as they were.
      if (text.includes('\0') || (text !== '' && opened.format() !== text)) {
        throw new FailedError(
          `${file} is damaged: restore it, or delete it and run the same command again, which measures everything`,
        );
      }
      opened.write();
      return opened;
    });
  }

  find({ target, predictor, train_size, seed }: PredictorTask): Measurement | undefined {
    return this.measurements.find(
      (each) =>
        each.target === target &&
        each.predictor === predictor &&
        each.train_size === train_size &&
        each.seed === seed,
    );
  }

  has(task: PredictorTask): boolean {
    return this.find(task) !== undefined;
  }

  add(_: PredictorTask, measurement: Measurement): void {
    this.measurements.push(measurement);
    this.write();
  }

  close(): void {
    this.release();
  }

  private write(): void {
    replaceFile(this.path, this.format());
  }

  private format(): string {
    this.measurements.sort((a, b) => compareKeys(this.toSortKey(a), this.toSortKey(b)));
    return formatCsv(
      MEASUREMENT_COLUMNS,
      this.measurements.map((each) => MEASUREMENT_COLUMNS.map(({ name }) => each[name])),
    );
  }

  private toSortKey({ target, predictor, train_size, seed }: PredictorTask): number[] {
    return [PREDICTOR_NAMES.indexOf(predictor), this.targets.indexOf(target), train_size, seed];
  }
}

/** Compares two keys of equal length by the first number in which they differ. */
function compareKeys(a: readonly number[], b: readonly number[]): number {
  const position = a.findIndex((value, i) => value !== b[i]);
  return position < 0 ? 0 : a[position] - b[position];
}

function parseMeasurements(text: string): Measurement[] {
  const lines: string[][] = parse(text, { relax_column_count: true, skip_records_with_error: true });
  return lines
    .slice(1)
    .map(([target = '', predictor = '', trainSize = '', seed = '', kendallTau = '', cells = '']) => ({
      target,
      predictor: predictor as PredictorName,
      train_size: Number(trainSize),
      seed: Number(seed),
      kendall_tau: parseCsvNumber(kendallTau),
      cells: Number(cells),
    }));
}
