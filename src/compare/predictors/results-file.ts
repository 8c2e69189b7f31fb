import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError, InputError } from '../../errors';
import { replaceFile } from '../../files/durable';
import { formatCsvValue } from '../../run/csv';
import { acquireLock } from '../../run/lock';
import { ensureProtocol, type Protocol } from '../../run/protocol';
import { MEASUREMENT_COLUMNS } from './columns';
import type { Measurement, PredictorTask } from './measurement';
import { PREDICTOR_NAMES, type PredictorName } from './predictors';

/**
 * The CSV of `nao compare-predictors`, held by this process until `close`, with what its measurements have in common beside it. It is whole
 * after each measurement, its rows in an order that does not depend on when they were measured; what was stopped goes on with
 * what is missing.
 */
export class MeasurementsFile {
  private constructor(
    private readonly file: string,
    private readonly targets: readonly string[],
    private readonly measurements: Measurement[],
    private readonly release: () => void,
  ) {}

  /**
   * Opens the file, new or of the same protocol.
   *
   * @param targets all that the protocol knows, in the order of the rows
   * @throws InputError if something else is there, or measurements with another protocol, or a process is at work on it
   * @throws EnvironmentError if its folder cannot be made
   */
  static open(file: string, targets: readonly string[], protocol: Protocol): MeasurementsFile {
    const protocolFile = `${file}.protocol.json`;
    if (fs.existsSync(file) && !fs.existsSync(protocolFile)) {
      throw new InputError(`${file} is there already: give another file with --out`);
    }
    createParentFolder(file);
    const release = acquireLock(`${file}.lock`);
    try {
      ensureProtocol(protocolFile, protocol);
      const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
      const opened = new MeasurementsFile(file, targets, readMeasurements(text), release);
      opened.write();
      return opened;
    } catch (error) {
      release();
      throw error;
    }
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

  add(measurement: Measurement): void {
    this.measurements.push(measurement);
    this.write();
  }

  /** Lets others at the file. */
  close(): void {
    this.release();
  }

  private write(): void {
    const toSortKey = ({ target, predictor, train_size, seed }: PredictorTask): number[] => [
      PREDICTOR_NAMES.indexOf(predictor),
      this.targets.indexOf(target),
      train_size,
      seed,
    ];
    this.measurements.sort((a, b) => {
      const otherKey = toSortKey(b);
      return toSortKey(a).reduce((sum, each, i) => sum || each - otherKey[i], 0);
    });
    const rows = this.measurements.map((each) =>
      MEASUREMENT_COLUMNS.map(({ name }) => formatCsvValue(each[name])),
    );
    replaceFile(this.file, stringify([MEASUREMENT_COLUMNS.map(({ name }) => name), ...rows]));
  }
}

function createParentFolder(file: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
  } catch (error) {
    throw new EnvironmentError(
      `the folder of ${file} cannot be made (${(error as Error).message}): give another file with --out`,
    );
  }
}

function readMeasurements(text: string): Measurement[] {
  const rows: Record<(typeof MEASUREMENT_COLUMNS)[number]['name'], string>[] = parse(text, { columns: true });
  return rows.map((row) => ({
    target: row.target,
    predictor: row.predictor as PredictorName,
    train_size: Number(row.train_size),
    seed: Number(row.seed),
    kendall_tau: row.kendall_tau === '' ? undefined : Number(row.kendall_tau),
    cells: Number(row.cells),
  }));
}
