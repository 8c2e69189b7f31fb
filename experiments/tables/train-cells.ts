import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printLine } from '../../src/cli/output';
import { loadConfig } from '../../src/config/load-search';
import { ChildBackend } from '../../src/evaluators/from-scratch/backend';
import { toScore } from '../../src/evaluators/from-scratch/evaluator';
import { loadSearchData } from '../../src/evaluators/search-data';
import { replaceFile } from '../../src/files/durable';
import { getIntraOpThreads, prepareEnvironment } from '../../src/native/environment';
import { createRandomStream } from '../../src/random';
import { noopContext } from '../../src/run/context';
import { createSpace } from '../../src/space/registry';
import type { Space } from '../../src/space/space';

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
  if (out === undefined) throw new Error('--out FILE is missing');
  const config = loadConfig({
    preset: 'cpu',
    set: values.set,
    flags: { mode: 'full', seed: '1', 'full.threads': '1' },
  });
  prepareEnvironment({ device: 'cpu', threads: config.full.threads });
  const space = createSpace(config.space.name, config.space);
  const children = (await loadSearchData(config, noopContext)).createChildJobs();
  const columns = ['architecture', children.plan.metric.name, `${children.plan.metric.name}_seed2`];
  const rows = sampleCells(space, Number(values.cells)).map((architecture): Row => {
    return { architecture, scores: SEEDS.map(() => '') };
  });
  for (const known of readRows(out)) {
    const row = rows.find(({ architecture }) => architecture === known[columns[0]]);
    if (row === undefined) throw new Error(`${out} has another sample of cells`);
    SEEDS.forEach((_, i) => (row.scores[i] = known[columns[i + 1]]));
  }
  const write = (): void =>
    replaceFile(
      out,
      stringify([columns, ...rows.map(({ architecture, scores }) => [architecture, ...scores])]),
    );

  const backend = await ChildBackend.open({ concurrency: Number(values.concurrency), log: printLine });
  backend.start('table', path.join(path.dirname(out), `${path.basename(out)}.jobs`));
  const data = children.createData(getIntraOpThreads());
  const missing = SEEDS.flatMap((seed, i) =>
    rows
      .slice(0, seed === 1 ? rows.length : Number(values.repeated))
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
    row.scores[column] = Number.isFinite(value) ? String(value) : 'nan';
    write();
    done++;
    printLine(
      `${done} of ${missing.length}: ${row.architecture}, seed ${seed}: ${value} in ${seconds.toFixed(1)} s ${failure}`,
    );
  });
  await Promise.all(trainings);
  await backend.close();
}

/** Draws distinct cells (not isomorphic). A larger sample starts with the cells of a smaller one. */
function sampleCells(space: Space, count: number): string[] {
  const random = createRandomStream(1, 'table');
  const seen = new Map<string, string>();
  while (seen.size < count) {
    const architecture = space.sample(random);
    const key = space.canonical(architecture);
    if (!seen.has(key)) seen.set(key, space.format(architecture));
  }
  return [...seen.values()];
}

function readRows(file: string): Record<string, string>[] {
  return fs.existsSync(file) ? parse(fs.readFileSync(file, 'utf8'), { columns: true }) : [];
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
