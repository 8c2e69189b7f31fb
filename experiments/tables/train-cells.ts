import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printLine } from '../../src/cli/output';
import { parsePositiveInteger, parseWholeNumber } from '../../src/cli/parse-options';
import { reportError } from '../../src/cli/report-error';
import { loadConfig } from '../../src/config/load-search';
import { InputError } from '../../src/errors';
import { ChildBackend } from '../../src/evaluators/from-scratch/backend';
import { toScore } from '../../src/evaluators/from-scratch/evaluator';
import { loadSearchData } from '../../src/evaluators/search-data';
import { replaceFile } from '../../src/files/durable';
import { getIntraOpThreads, prepareEnvironment } from '../../src/native/environment';
import { createRandomStream } from '../../src/random';
import { noopContext } from '../../src/run/context';
import { formatCsvValue } from '../../src/run/csv';
import { SeenArchitectures } from '../../src/search/seen';
import { createSpace } from '../../src/space/registry';

/*
 * Makes a table of random cells with their scores after training from scratch: the ground truth of predictors.
 *
 * node dist/experiments/tables/train-cells.js --out FILE --cells 300 --repeated 60 [--set NAME=VALUE]...
 *
 * The settings are those of a search in mode `full`. Each cell is trained with seed 1, the first `--repeated` cells also with
 * seed 2: Kendall's tau between both is the noise ceiling of a predictor. The file is written after each training. The same
 * command continues where it was stopped.
 */

const SEEDS = [1, 2] as const;

/** A cell of the table. */
interface Row {
  readonly architecture: string;
  /** Score with each seed; empty if not trained yet, `nan` if the training diverged. */
  readonly scores: string[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      cells: { type: 'string', default: '300' },
      repeated: { type: 'string', default: '60' },
      concurrency: { type: 'string', default: '2' },
      set: { type: 'string', multiple: true },
    },
  });
  const { out } = values;
  if (out === undefined) throw new InputError('--out is missing: give the CSV file of the table');
  const cellCount = parsePositiveInteger(values.cells, '--cells');
  const repeatedCount = parseWholeNumber(values.repeated, '--repeated');
  const concurrency = parsePositiveInteger(values.concurrency, '--concurrency');
  const config = loadConfig({
    preset: 'cpu',
    set: values.set,
    flags: { mode: 'full', seed: '1', 'full.threads': '1' },
  });
  prepareEnvironment({ device: 'cpu', threads: config.full.threads });
  const space = createSpace(config.space.name, config.space);
  const children = (await loadSearchData(config, noopContext)).createChildJobs();
  const columns = ['architecture', children.plan.metric.name, `${children.plan.metric.name}_seed2`];
  // Draws distinct cells. A larger sample starts with the cells of a smaller one.
  const sample = new SeenArchitectures(space, { supports: () => true });
  const rows = sample.drawNew(cellCount, createRandomStream(1, 'table')).map((architecture): Row => {
    return { architecture: space.format(architecture), scores: SEEDS.map(() => '') };
  });
  for (const known of readRows(out)) {
    const row = rows.find(({ architecture }) => architecture === known[columns[0]]);
    if (row === undefined) {
      throw new InputError(
        `${out} has other cells: give another file with --out, or as many --cells as it has`,
      );
    }
    SEEDS.forEach((_, i) => (row.scores[i] = known[columns[i + 1]]));
  }
  const write = (): void =>
    replaceFile(
      out,
      stringify([columns, ...rows.map(({ architecture, scores }) => [architecture, ...scores])]),
    );

  const backend = await ChildBackend.open({ concurrency, log: printLine });
  backend.start('table', path.join(path.dirname(out), `${path.basename(out)}.jobs`));
  const data = children.createData(getIntraOpThreads());
  const missing = SEEDS.flatMap((seed, i) =>
    rows
      .slice(0, seed === 1 ? rows.length : repeatedCount)
      .filter(({ scores }) => scores[i] === '')
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
    const { value, seconds = NaN, failure = '' } = toScore(await outcome);
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
}

function readRows(file: string): Record<string, string>[] {
  return fs.existsSync(file) ? parse(fs.readFileSync(file, 'utf8'), { columns: true }) : [];
}

main().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
