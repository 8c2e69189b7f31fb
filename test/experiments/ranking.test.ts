import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { TRAININGS } from '../../experiments/ranking/trainings';
import { createRandomStream } from '../../src/random';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { useOwnCache, whenSetUp } from '../support/cli/command';
import { runCompiledExperiment } from '../support/cli/experiment';
import { writeImageFixture } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

/** A training of seconds. */
const TINY = [
  'data.validImages=20',
  'data.trainImages=64',
  'data.resizePixels=0',
  'search.poolSize=4',
  'search.topK=4',
  'search.newPerRound=2',
  'supernet.channels=4',
  'supernet.batchSize=16',
  'supernet.evalBatchSize=20',
  'supernet.firstEpochs=1',
  'supernet.score=loss', // has no ties
].flatMap((each) => ['--set', each]);

const ARGS =
  '--table table.csv --dataset images --data-dir images --out runs --cells 8 --seeds 1 --only cpu'.split(' ');

function rowsOf(...names: string[]): Record<string, string>[] {
  return parse(fs.readFileSync(path.join(folder(), ...names), 'utf8'), { columns: true });
}

/** Writes the accuracies of 40 random cells. */
function writeTable(): void {
  const space = createNasBench201Space();
  const random = createRandomStream(1, 'ranking');
  const cells = new Set(Array.from({ length: 40 }, () => space.format(space.sample(random))));
  const rows = [...cells].map((cell) => [cell, random(), random()].join(','));
  fs.writeFileSync(
    path.join(folder(), 'table.csv'),
    ['arch,cifar10_valid_12ep,cifar10_test_200ep', ...rows, ''].join('\n'),
  );
}

/** Returns Kendall's tau of numbers without ties: the share of pairs in the same order less that of the others. */
function tauOf(rows: readonly Record<string, string>[], by: string, truth: string): number {
  const signs = rows.flatMap((a, i) =>
    rows
      .slice(0, i)
      .map((b) => Math.sign((Number(a[by]) - Number(b[by])) * (Number(a[truth]) - Number(b[truth])))),
  );
  return signs.reduce((sum, sign) => sum + sign, 0) / signs.length;
}

whenSetUp(
  'compare-trainings trains, scores cells of the table, and summarizes each half of them',
  async () => {
    await writeImageFixture(path.join(folder(), 'images'));
    writeTable();
    const first = runCompiledExperiment(folder(), 'ranking/compare-trainings', ...ARGS, ...TINY);
    expect({ status: first.status, err: first.status === 0 ? '' : first.err }).toEqual({
      status: 0,
      err: '',
    });
    const cells = rowsOf('runs', 'cpu-1', 'table-calibration.csv');
    expect(cells).toHaveLength(8);
    const [choice, report] = [0, 1].map((half) => cells.filter((_, i) => i % 2 === half));
    const [row, ...others] = rowsOf('runs', 'trainings.csv');
    expect(others).toEqual([]);
    expect(row).toMatchObject({ training: 'cpu', seed: '1', cells: '8' });
    const best = report.toSorted((a, b) => Number(a.shared_valid_loss) - Number(b.shared_valid_loss))[0];
    expect(row.picked_test).toBe(best.cifar10_test_200ep);
    expect(Number(row.tau_test_smoothed)).toBeCloseTo(tauOf(report, 'smoothed', 'cifar10_test_200ep'), 12);
    expect(Number(row.tau_test_parameters)).toBeCloseTo(
      tauOf(report, 'parameters', 'cifar10_test_200ep'),
      12,
    );
    expect(Number(row.tau_choice)).toBeCloseTo(-tauOf(choice, 'shared_valid_loss', 'cifar10_valid_12ep'), 12);

    // Again, with nothing left to do.
    const file = path.join(folder(), 'runs', 'trainings.csv');
    const before = fs.readFileSync(file, 'utf8');
    const again = runCompiledExperiment(folder(), 'ranking/compare-trainings', ...ARGS, ...TINY);
    expect(again.status).toBe(0);
    expect(again.err).not.toMatch(/score 8 cells/);
    expect(fs.readFileSync(file, 'utf8')).toBe(before);
  },
);

whenSetUp('compare-trainings names a known training that a misspelled one may mean', () => {
  const args = ['--table', 'table.csv', '--data-dir', 'images', '--out', 'runs', '--only', 'sampling-fare'];
  const { status, err } = runCompiledExperiment(folder(), 'ranking/compare-trainings', ...args);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('sampling-fair') as string });
});

test('trainings have names of their own', () => {
  expect(new Set(TRAININGS.map(({ name }) => name)).size).toBe(TRAININGS.length);
});
