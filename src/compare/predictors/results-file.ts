import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../errors';
import { replaceFile } from '../../files/durable';
import { findFile } from '../../files/find';
import { makeOutputFolder } from '../../files/output-folder';
import { formatCsvValue, parseCsvNumber } from '../../run/csv';
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
    this.measurements.sort((a, b) => compareKeys(this.toSortKey(a), this.toSortKey(b)));
    const rows = this.measurements.map((each) =>
      MEASUREMENT_COLUMNS.map(({ name }) => formatCsvValue(each[name])),
    );
    replaceFile(this.path, stringify([MEASUREMENT_COLUMNS.map(({ name }) => name), ...rows]));
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
  const rows: Record<(typeof MEASUREMENT_COLUMNS)[number]['name'], string>[] = parse(text, { columns: true });
  return rows.map((row) => ({
    target: row.target,
    predictor: row.predictor as PredictorName,
    train_size: Number(row.train_size),
    seed: Number(row.seed),
    kendall_tau: parseCsvNumber(row.kendall_tau),
    cells: Number(row.cells),
  }));
}
