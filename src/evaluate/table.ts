import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { EnvironmentError, InputError } from '../errors';
import { logColumns } from '../run/logs';
import { digest } from '../data/digest';
import type { Architecture, Space } from '../space/space';
import type { Evaluator } from './evaluator';

/** Where scores lie and what they mean; the settings `table.*`. */
export interface TableSettings {
  /** A CSV with a header row, gzipped or not. */
  readonly file: string;
  /** Column of architectures in the space's text form. */
  readonly architectureColumn: string;
  readonly scoreColumn: string;
  readonly better: 'higher' | 'lower';
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

interface Measurements {
  readonly architecture: Architecture;
  readonly scores: number[];
}

/**
 * An evaluator that looks scores up in a CSV, for tests and for benchmarks whose architectures have all been trained.
 * Nothing is trained and scores never change. A row whose score is `nan`, `inf` or `-inf` is an architecture that failed.
 *
 * Rows of one network written differently (equal under `space.canonical`), or written twice, are repeated measurements:
 * the score is their mean.
 *
 * @throws EnvironmentError if the file cannot be read
 * @throws InputError if a column is missing or a row cannot be read, naming the file and the line
 */
export function tableEvaluator(settings: TableSettings, space: Space): Evaluator {
  const table = readTable(settings, space);
  return {
    metric: { name: metricName(settings.scoreColumn), better: settings.better },
    dataDigest: digest([...table].map(([form, { scores }]) => `${form}: ${scores.join(' ')}`)),
    items: 'rows',
    scoresDrift: false,
    all: [...table.values()].map(({ architecture }) => architecture),
    stepsPerEpoch: 0,
    trainingSteps: () => 0,
    knows: (architecture) => table.has(space.canonical(architecture)),
    train() {
      throw new Error('a table of scores has nothing to train');
    },
    score(architecture) {
      const found = table.get(space.canonical(architecture));
      if (found === undefined) {
        throw new RangeError(
          `${settings.file} has no row for the architecture ${space.format(architecture)}`,
        );
      }
      const { scores } = found;
      return { value: scores.reduce((sum, score) => sum + score, 0) / scores.length, itemsScored: 0 };
    },
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

/** The score's column in the logs, where it must not be called as another column is. */
function metricName(scoreColumn: string): string {
  const isTaken = logColumns('').architectures.some(({ name }) => name === scoreColumn);
  return isTaken ? `table_${scoreColumn}` : scoreColumn;
}

/** The table's architectures by canonical form, in the order of their first rows. */
function readTable(settings: TableSettings, space: Space): Map<string, Measurements> {
  const { file, architectureColumn, scoreColumn } = settings;
  const table = new Map<string, Measurements>();
  for (const { record, info } of readRows(settings)) {
    const where = `${file}, line ${info.lines}`;
    const architecture = readArchitecture(record[architectureColumn], space, where);
    const score = readScore(record[scoreColumn], scoreColumn, where);
    const key = space.canonical(architecture);
    const known = table.get(key);
    if (known === undefined) table.set(key, { architecture, scores: [score] });
    else known.scores.push(score);
  }
  if (table.size === 0) throw new InputError(`${file} has no rows: give a table of architectures and scores`);
  return table;
}

function readRows({ file, architectureColumn, scoreColumn }: TableSettings): Row[] {
  const text = readText(file);
  try {
    return parse<Row>(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      columns: (header: string[]) => {
        for (const column of [architectureColumn, scoreColumn]) {
          if (!header.includes(column)) throw missingColumn(file, column, header);
        }
        return header;
      },
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} is not a CSV: ${(error as Error).message}`, { cause: error });
  }
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const reason = (error as Error).message;
    throw new EnvironmentError(`cannot read the table of scores ${file} (set by table.file): ${reason}`, {
      cause: error,
    });
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (error) {
    throw new InputError(
      `${file} is a damaged gzip file (${(error as Error).message}): get it anew and try again`,
      { cause: error },
    );
  }
}

function missingColumn(file: string, column: string, header: readonly string[]): InputError {
  return new InputError(
    `${file} has no column '${column}': set table.architectureColumn and table.scoreColumn to two of ${header.join(', ')}`,
  );
}

function readArchitecture(text: string, space: Space, where: string): Architecture {
  try {
    return space.parse(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${where}: ${error.message}`, { cause: error });
  }
}

/** The tokens by which logs write what is not finite. */
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

function readScore(text: string, column: string, where: string): number {
  const notFinite = NOT_FINITE.get(text.trim().toLowerCase());
  if (notFinite !== undefined) return notFinite;
  const score = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(score)) {
    throw new InputError(
      `${where}: '${text}' in column '${column}' is not a number: correct the row or remove it`,
    );
  }
  return score;
}
