import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { printLine } from '../../src/cli/output/output';
import { openGuarded } from '../../src/compare/sweep';
import type { SearchConfig } from '../../src/config/schema/search';
import { FailedError, InputError } from '../../src/errors';
import { ChildBackend } from '../../src/evaluators/from-scratch/backend';
import type { ChildJobs } from '../../src/evaluators/from-scratch/children';
import { toScore } from '../../src/evaluators/from-scratch/evaluator';
import { loadSearchData } from '../../src/evaluators/search-data';
import { replaceFile } from '../../src/files/durable';
import { getIntraOpThreads } from '../../src/native/environment';
import { noopContext } from '../../src/run/context';
import { formatCsvValue } from '../../src/run/csv';

/** A cell and the seeds that it is trained with: 1 to `seeds`. */
export interface PlannedCell {
  /** Text form. */
  readonly architecture: string;
  readonly seeds: number;
}

export interface TrainedCell {
  readonly architecture: string;
  /** Score with each seed, NaN if the training diverged. */
  readonly scores: readonly number[];
}

export interface TrainedCells {
  /** Name of the score. */
  readonly metric: string;
  readonly cells: readonly TrainedCell[];
}

interface Row {
  readonly architecture: string;
  /** Score with each seed; empty if not trained yet, `nan` if the training diverged. */
  readonly scores: string[];
}

/** Loads the training data. @param config settings of a search in mode `full` @throws InputError if they do not fit */
export async function loadChildren(config: SearchConfig): Promise<ChildJobs> {
  return (await loadSearchData(config, noopContext)).createChildJobs();
}

/**
 * Trains cells from scratch and keeps their scores in a CSV file: a column `architecture` and one column a seed. The file is
 * written after each training, and scores that it has already are not computed again.
 *
 * @param concurrency trainings at a time
 * @throws InputError if the file has other cells, is of other settings or data, or is in use by another process; FailedError if a
 *   training fails, other than by diverging
 */
export async function trainFromScratch(
  file: string,
  planned: readonly PlannedCell[],
  children: ChildJobs,
  concurrency: number,
): Promise<TrainedCells> {
  const inputs = children.digestInputs(getIntraOpThreads());
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const protocol = { children: inputs };
  const guards = { lockFile: `${file}.lock`, protocolFile: `${file}.protocol.json`, protocol };
  const release = openGuarded(guards, (unlock) => unlock);
  try {
    return await trainMissing(file, planned, { children, inputs, concurrency });
  } finally {
    release();
  }
}

interface Trainings {
  readonly children: ChildJobs;
  /** Digest of their settings and data. */
  readonly inputs: string;
  readonly concurrency: number;
}

async function trainMissing(
  file: string,
  planned: readonly PlannedCell[],
  { children, inputs, concurrency }: Trainings,
): Promise<TrainedCells> {
  const metric = children.plan.metric.name;
  const known = readKnown(file);
  const count = Math.max(countSeeds(known), ...planned.map((cell) => cell.seeds));
  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const columns = ['architecture', ...seeds.map((seed) => (seed === 1 ? metric : `${metric}_seed${seed}`))];
  const rows = createRows(file, planned, columns, known);
  const write = (): void =>
    replaceFile(
      file,
      stringify([columns, ...rows.map(({ architecture, scores }) => [architecture, ...scores])]),
    );
  write();

  const backend = await ChildBackend.open({ concurrency, log: printLine });
  backend.start(inputs, path.join(path.dirname(file), `${path.basename(file)}.jobs`));
  const data = children.createData(getIntraOpThreads());
  // The first seed of all cells, then the second of all.
  const missing = seeds.flatMap((seed, i) =>
    rows
      .filter(({ scores }, cell) => planned[cell].seeds >= seed && scores[i] === '')
      .map((row) => ({ row, seed, column: i })),
  );
  let done = 0;
  const trainings = missing.map(async ({ row, seed, column }) => {
    const { outcome } = await backend.submit({
      kind: children.kind,
      architecture: row.architecture,
      seed,
      data,
    });
    const ended = await outcome;
    if (ended.kind === 'failed')
      throw new FailedError(
        `${row.architecture} cannot be trained: ${ended.reason}; the scores so far are in ${file}`,
      );
    const { value, seconds = NaN, failure = '' } = toScore(ended);
    row.scores[column] = formatCsvValue(value);
    write();
    done++;
    printLine(
      `${done} of ${missing.length}: ${row.architecture}, seed ${seed}: ${value} in ${seconds.toFixed(1)} s ${failure}`,
    );
  });
  try {
    await Promise.all(trainings);
  } finally {
    await backend.close();
  }
  return {
    metric,
    cells: rows.map(({ architecture, scores }, i) => ({
      architecture,
      scores: scores.slice(0, planned[i].seeds).map(Number),
    })),
  };
}

/** Rows of the file, by column. */
type KnownRow = Readonly<Record<string, string | undefined>>;

function readKnown(file: string): readonly KnownRow[] {
  return fs.existsSync(file) ? parse(fs.readFileSync(file, 'utf8'), { columns: true }) : [];
}

/** Returns the number of seeds that a file has columns of. */
function countSeeds([first]: readonly KnownRow[]): number {
  return first === undefined ? 0 : Object.keys(first).length - 1;
}

function createRows(
  file: string,
  planned: readonly PlannedCell[],
  columns: readonly string[],
  known: readonly KnownRow[],
): Row[] {
  const rows = planned.map(({ architecture }): Row => ({
    architecture,
    scores: columns.slice(1).map(() => ''),
  }));
  for (const record of known) {
    const row = rows.find(({ architecture }) => architecture === record.architecture);
    if (row === undefined) {
      throw new InputError(`${file} has other cells: give another --out, or as many cells as it has`);
    }
    columns.slice(1).forEach((column, i) => (row.scores[i] = record[column] ?? ''));
  }
  return rows;
}
