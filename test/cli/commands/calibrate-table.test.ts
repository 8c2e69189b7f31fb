import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { toCnnCells } from '../../../src/space/cnn/cells';
import { computeNetworkCost } from '../../../src/space/cnn/counts';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { findMessages, nao, runAndInterrupt, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { searchTinyText } from '../../support/cli/tiny-search';
import { writeImageFixture } from '../../support/data/image-files';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const space = createCnnSpace(1);
const CALIBRATE = ['calibrate', 'run', '--table', 'table.csv'];

whenSetUp(
  'calibrate --table scores cells of a table as the search does, and goes on where it was stopped',
  async () => {
    await writeImageFixture(path.join(folder(), 'my images'));
    const search = ['search', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'my images'];
    const one = ['--set', 'search.rounds=1', '--set', 'space.nodes=1', '--seed', '7', '--device', 'cpu'];
    expect(nao(folder(), ...search, ...one, '--out', 'run')).toMatchObject({ code: 0 });
    const searched = rowsOf('architectures.csv');
    const cells = writeTable(searched.map(({ architecture }) => architecture));
    const size = Object.keys(cells).length;

    const eight = nao(folder(), ...CALIBRATE, '--cells', '8', '--column', 'valid_accuracy,seed2');
    expect(eight).toMatchObject({ code: 0 });
    expect(eight.err).toMatch(/^score 8 cells with the supernet of \d+ training steps; 0 of them are in /m);
    const firstEight = rowsOf('table-calibration.csv');
    expect(firstEight).toHaveLength(8);
    for (const { architecture, valid_accuracy, seed2 } of firstEight) {
      expect({ valid_accuracy, seed2 }).toEqual(cells[architecture]);
    }
    const [byScore, smoothed, byParameters] = rowsOf('table-calibration-summary.csv');
    expect(byScore).toMatchObject({ table_column: 'valid_accuracy', ranked_by: 'shared_valid_accuracy' });
    expect(smoothed).toMatchObject({ ranked_by: 'smoothed', ranked_direction: 'maximize', cells: '8' });
    expect(byParameters).toMatchObject({ ranked_by: 'parameters', cells: '8' });
    expect(Number(byScore.kendall_tau)).toBeCloseTo(tauB(firstEight, 'shared_valid_accuracy'), 12);
    expect(Number(byParameters.kendall_tau)).toBeCloseTo(tauB(firstEight, 'parameters'), 12);
    expect(eight.out).toContain('valid_accuracy of 8 cells (maximize), best 0.');
    expect(eight.out).toMatch(/^ {2}shared_valid_accuracy +-?\d\.\d{4} /m);

    // Interrupted among the others; each cell is still scored once.
    const isTime = (): boolean => rowsOf('shared-scores.csv').length > 10;
    const stopped = await runAndInterrupt(folder(), [...CALIBRATE, '--cells', 'all'], isTime);
    expect(stopped).toMatchObject({ code: 130, err: expect.stringContaining('continue with the same') });
    const all = nao(folder(), ...CALIBRATE, '--cells', 'all');
    expect(all).toMatchObject({ code: 0 });
    const rows = rowsOf('table-calibration.csv');
    expect(rows.slice(0, 8).map(({ architecture }) => architecture)).toEqual(
      firstEight.map(({ architecture }) => architecture),
    );
    const classes = new Set(Object.keys(cells).map((cell) => space.canonical(space.parse(cell))));
    expect(new Set(rows.map(({ architecture }) => space.canonical(space.parse(architecture))))).toEqual(
      classes,
    );
    expect(rows).toHaveLength(classes.size);
    expect(rowsOf('shared-scores.csv').map(({ architecture }) => architecture)).toEqual(
      rows.map(({ architecture }) => architecture),
    );

    // The supernet has not been trained since the search scored the same cells.
    const scores = new Map(searched.map((row) => [row.architecture, row.shared_valid_accuracy]));
    const shared = rows.filter(({ architecture }) => scores.has(architecture));
    expect(shared.length).toBeGreaterThan(3);
    for (const { architecture, shared_valid_accuracy: score } of shared) {
      expect(score).toBe(scores.get(architecture));
    }
    const network = { cellsPerStack: 1, channels: 4, height: 16, width: 16, imageChannels: 3, classes: 3 };
    for (const { architecture, parameters } of rows) {
      const { parameters: expected } = computeNetworkCost(toCnnCells(space.parse(architecture)), {
        ...network,
        cellOutput: 'projected',
      });
      expect(Number(parameters)).toBe(expected);
    }
    expect(read('report.html')).toContain('<h2>Shared scores against a table</h2>');

    // Scores of other weights are kept, and not used.
    const file = path.join(folder(), 'run', 'shared-scores.csv');
    fs.writeFileSync(file, read('shared-scores.csv').replaceAll(/^[0-9a-f]{16},/gm, '0123456789abcdef,'));
    const changed = nao(folder(), ...CALIBRATE, '--cells', '3', '--json');
    expect(changed).toMatchObject({ code: 0 });
    expect(parseResult('calibrate --table', changed.out)).toMatchObject({ run: 'run' });
    expect(changed.err).toContain(`${rows.length} scores in shared-scores.csv came from other weights`);
    expect(rowsOf('shared-scores.csv')).toHaveLength(rows.length + 3);
    // Smoothed scores are those of other cells.
    const withoutSmoothed = (each: Record<string, string>) => ({ ...each, smoothed: '' });
    expect(rowsOf('table-calibration.csv').map(withoutSmoothed)).toEqual(
      rows.slice(0, 3).map(withoutSmoothed),
    );

    for (const [args, message] of [
      [['--column', 'accuracy'], "has no column 'accuracy': set --column to one of architecture, valid_"],
      [['--cells', '1000'], `--cells is 1000, but table.csv has ${classes.size} cells of which no two are`],
      [['--cells', 'some'], "--cells is 'some': give a whole number of at least 1"],
      [['--set', 'child.epochs=3'], '--set changes child, but with --table'],
      [['--set', 'table.architectureColumn=arch'], "has no column 'arch': set table.architectureColumn to"],
      [['--architectures', '5'], '--architectures has no effect with --table'],
    ] as const) {
      expect(nao(folder(), ...CALIBRATE, ...args)).toMatchObject({
        code: 2,
        err: expect.stringContaining(message),
      });
    }
    expect(size).toBeGreaterThanOrEqual(classes.size);
    // The report would need the log. It is missed before a cell is scored.
    fs.rmSync(path.join(folder(), 'run', 'rounds.csv'));
    const damaged = nao(folder(), ...CALIBRATE);
    expect(damaged).toMatchObject({ code: 1, err: expect.stringContaining('rounds.csv has 0 bytes, fewer') });
    expect(damaged.err).not.toContain('with the supernet of');
    fs.rmSync(path.join(folder(), 'run', 'checkpoints'), { recursive: true });
    expect(nao(folder(), ...CALIBRATE)).toMatchObject({
      code: 2,
      err: expect.stringContaining('run has no checkpoint of a trained supernet yet: continue the search'),
    });
  },
  300_000,
);

whenSetUp(
  'calibrate --table compares perplexities of recurrent cells, whose parameters are not counted',
  () => {
    searchTinyText(folder());
    // The true perplexity of each cell is its shared one, so the order is right.
    const rows = rowsOf('architectures.csv').map(
      (row) => `${row.architecture},${row.shared_valid_perplexity}`,
    );
    fs.writeFileSync(path.join(folder(), 'table.csv'), ['architecture,perplexity', ...rows, ''].join('\n'));
    const set = ['--set', 'table.scoreColumn=perplexity', '--set', 'table.direction=minimize'];
    expect(nao(folder(), ...CALIBRATE, '--set', 'table.file=other.csv')).toMatchObject({
      code: 2,
      err: 'nao: --set changes table.file, but --table names the file: leave one of them out\n',
    });
    expect(nao(folder(), 'calibrate', 'run', '--table', 'none.csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('give a readable CSV file with --table or table.file') as string,
    });
    const { code, err } = nao(folder(), ...CALIBRATE, ...set);
    expect({ code, messages: findMessages(err) }).toEqual({ code: 0, messages: '' });
    const summary = rowsOf('table-calibration-summary.csv');
    expect(summary.map(({ ranked_by: name }) => name)).toEqual(['shared_valid_perplexity', 'smoothed']);
    expect(summary[0]).toMatchObject({
      table_column: 'perplexity',
      direction: 'minimize',
      ranked_by: 'shared_valid_perplexity',
      ranked_direction: 'minimize',
      kendall_tau: '1',
      top1_percentile: '1',
    });
    expect(summary[0].top1).toBe(summary[0].table_best);
    expect(rowsOf('table-calibration.csv').every(({ parameters }) => parameters === '')).toBe(true);
  },
  300_000,
);

test('calibrate --cells needs a table', () => {
  expect(nao(folder(), 'calibrate', 'run', '--cells', '5')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--cells needs --table FILE: add it'),
  });
});

test('calibrate --table rejects a run of another mode', () => {
  fs.writeFileSync(
    path.join(folder(), 'table.csv'),
    'arch,cifar10_valid_12ep,cifar10_test_200ep\n0 0 0 0 0 1,1,2\n0 0 0 0 0 2,3,4\n',
  );
  const search = ['search', '--mode', 'table', '--space', 'nasbench201', '--preset', 'tiny', '--seed', '1'];
  const set = ['--set', 'search.poolSize=2', '--set', 'search.topK=1', '--set', 'search.rounds=1'];
  nao(folder(), ...search, ...set, '--table', 'table.csv', '--out', 'run');
  expect(nao(folder(), ...CALIBRATE)).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      'run is a run of mode table in the space nasbench201, which has no shared weights: give a run of mode ws',
    ),
  });
});

/** Writes a table of given and random cells with two columns of numbers. Returns the cells' numbers. */
function writeTable(given: readonly string[]): Record<string, { valid_accuracy: string; seed2: string }> {
  const random = createRandomStream(5, 'table');
  const drawn = Array.from({ length: 30 }, () => space.format(space.sample(random)));
  const cells = Object.fromEntries(
    [...given, ...drawn].map((cell) => [
      cell,
      { valid_accuracy: random().toFixed(4), seed2: random().toFixed(4) },
    ]),
  );
  const lines = Object.entries(cells).map(
    ([cell, { valid_accuracy, seed2 }]) => `${cell},${valid_accuracy},${seed2}`,
  );
  fs.writeFileSync(
    path.join(folder(), 'table.csv'),
    ['architecture,valid_accuracy,seed2', ...lines, ''].join('\n'),
  );
  return cells;
}

/** Computes Kendall's tau-b with `valid_accuracy` by its definition, pair by pair. */
function tauB(rows: readonly Record<string, string>[], column: string): number {
  let [difference, tiedX, tiedY, all] = [0, 0, 0, 0];
  rows.forEach((one, i) => {
    for (const other of rows.slice(0, i)) {
      const x = Math.sign(Number(one[column]) - Number(other[column]));
      const y = Math.sign(Number(one.valid_accuracy) - Number(other.valid_accuracy));
      difference += x * y;
      tiedX += x === 0 ? 1 : 0;
      tiedY += y === 0 ? 1 : 0;
      all += 1;
    }
  });
  return difference / Math.sqrt((all - tiedX) * (all - tiedY));
}

function read(file: string): string {
  return fs.readFileSync(path.join(folder(), 'run', file), 'utf8');
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(read(file), { columns: true, relax_column_count: true });
}
