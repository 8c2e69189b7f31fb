import { parseArgs } from 'node:util';
import { parsePositiveInteger, parseWholeNumber } from '../../src/cli/arguments/parse-options';
import { printLine } from '../../src/cli/output/output';
import { reportError } from '../../src/cli/output/report-error';
import { loadConfig } from '../../src/config/load-search';
import { InputError } from '../../src/errors';
import { prepareEnvironment } from '../../src/native/environment';
import { createRandomStream } from '../../src/random';
import { SeenArchitectures, WHOLE_SPACE } from '../../src/search/seen';
import { createSpace } from '../../src/space/registry';
import { kendallTau } from '../../src/statistics/rank-correlation';
import { loadChildren, trainFromScratch } from '../from-scratch/scores';

/*
 * Makes a table of random cells with their scores after training from scratch: the ground truth of predictors.
 *
 * node dist/experiments/tables/train-cells.js --out FILE --cells 300 --repeated 60 [--concurrency 2] [--set NAME=VALUE]...
 *
 * The settings are those of a search in mode `full`. Each cell is trained with seed 1, the first `--repeated` cells also with
 * seed 2: Kendall's tau between both is the noise ceiling of a predictor. The same command continues where it was stopped.
 */

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
    flags: { mode: 'full', seed: '1', 'run.threads': '1' },
  });
  prepareEnvironment({ ...config.run, device: 'cpu' });
  const space = createSpace(config.space.name, config.space);
  // Draws distinct cells. A larger sample starts with the cells of a smaller one.
  const sample = new SeenArchitectures(space, WHOLE_SPACE);
  const planned = sample.drawNew(cellCount, createRandomStream(1, 'table')).map((architecture, i) => ({
    architecture: space.format(architecture),
    seeds: i < repeatedCount ? 2 : 1,
  }));
  const { cells } = await trainFromScratch(out, planned, await loadChildren(config), concurrency);
  const repeated = cells.slice(0, repeatedCount);
  const { value, n } = kendallTau(
    repeated.map(({ scores }) => scores[0]),
    repeated.map(({ scores }) => scores[1]),
  );
  if (value !== undefined) printLine(`Kendall's tau between the seeds of ${n} cells: ${value.toFixed(3)}`);
}

main().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
