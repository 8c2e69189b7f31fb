import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeReport } from '../../src/report/report';
import {
  ARCHITECTURE_COLUMNS,
  CONTROLLER_COLUMNS,
  lines,
  temporaryRun,
} from '../support/report/synthetic-run';

/** Reads the rows of a figure's CSV, header included, with numbers parsed. */
async function readFigure(name: '2a' | '2b', files: Readonly<Record<string, string>>) {
  const folder = temporaryRun(files);
  await writeReport(folder);
  const text = readFileSync(path.join(folder, `figure${name}.csv`), 'utf8');
  const cells = text.trim().split('\n');
  return cells.map((line) => line.split(',').map((cell) => (/^[-.\de]+$/.test(cell) ? Number(cell) : cell)));
}

/** Formats architectures.csv from rows `round id origin predicted score`; - is an empty cell. */
function architectures(...rows: string[]): string {
  const cells = rows.map((row) => {
    const [round, id, origin, predicted, score] = row.split(' ').map((cell) => (cell === '-' ? '' : cell));
    return `${round},${id},${origin},,,0 0,${predicted},${score},,100,,1,`;
  });
  return lines([ARCHITECTURE_COLUMNS, ...cells]);
}

/** Formats controller.csv from rows `round epoch pairwise heldOut hamming`. */
function controller(...rows: string[]): string {
  const cells = rows.map((row) => {
    const [round, epoch, pairwise, heldOut, hamming] = row.split(' ');
    return `${round},${epoch},1,1,1,${pairwise},0,${heldOut},${hamming},1`;
  });
  return lines([CONTROLLER_COLUMNS, ...cells]);
}

const SHARED = {
  'config.yaml': 'mode: ws',
  'architectures.csv': architectures(
    '1 0 random - 0.2',
    '1 1 random - 0.4',
    '1 2 random - -',
    '2 1 random - 0.6',
    '2 3 controller 0.5 0.7',
    '2 4 controller 0.8 0.9',
    '2 5 random 0.1 0.4',
    '3 3 controller - 0.8',
    '3 6 controller 0.9 -',
  ),
  'controller.csv': controller('1 5 0.5 1 9', '1 10 0.75 1 3', '2 10 1 2 0.5'),
};

test('figure 2a shows the last evaluation of each round by the training set size', async () => {
  const [heads, ...rows] = await readFigure('2a', SHARED);
  expect(heads).toEqual([
    'source',
    'round',
    'trained_on',
    'held_out',
    'controllers',
    'pairwise_accuracy',
    'hamming_distance',
  ]);
  // Round 1 scored two of three, and round 2 all four of its pool.
  expect(rows).toEqual([
    ['search', 1, 1, 1, 1, 0.75, 3],
    ['search', 2, 2, 2, 1, 1, 0.5],
  ]);
});

test('figure 2a accumulates scores that never change over the rounds', async () => {
  const [, ...rows] = await readFigure('2a', { ...SHARED, 'config.yaml': 'mode: table' });
  // Round 1: architectures 0 and 1. Round 2 adds 3, 4 and 5.
  expect(rows.map(([, round, trainedOn]) => [round, trainedOn])).toEqual([
    [1, 1],
    [2, 3],
  ]);
});

test('figure 2a averages the controllers of the learning curve by size, smallest first', async () => {
  const predictorCurve = lines([
    'round,trained_on,repeat,held_out,pairwise_accuracy,kendall_tau,hamming_distance',
    '3,200,1,50,0.7,0.4,1',
    '3,100,1,50,0.5,0,4',
    '3,100,2,50,0.75,0.5,2',
  ]);
  const rows = await readFigure('2a', { ...SHARED, 'predictor-curve.csv': predictorCurve });
  expect(rows.filter(([source]) => source === 'curve')).toEqual([
    ['curve', 3, 100, 50, 2, 0.625, 3],
    ['curve', 3, 200, 50, 1, 0.7, 1],
  ]);
});

test('figure 2b averages the new candidates of each round and the random ones of the same round', async () => {
  const [heads, first, second, ...others] = await readFigure('2b', SHARED);
  expect(heads).toEqual(['round', 'origin', 'candidates', 'mean_measured', 'mean_predicted', 'mean_random']);
  expect(first.slice(0, 3)).toEqual([1, 'random', 2]);
  expect(first[3]).toBeCloseTo(0.3, 12);
  expect(first.slice(4)).toEqual(['', '']);
  // Architectures 3 and 4 are candidates; 1 and 5 are the random ones.
  expect(second.slice(0, 3)).toEqual([2, 'controller', 2]);
  expect(second[3]).toBeCloseTo(0.8, 12);
  expect(second[4]).toBeCloseTo(0.65, 12);
  expect(second[5]).toBeCloseTo(0.5, 12);
  // Scoring the only new candidate of round 3 failed.
  expect(others).toEqual([]);
});

test('a run without scores gets CSVs with only headers, and no SVGs', async () => {
  const folder = temporaryRun({ 'config.yaml': 'mode: ws' });
  await writeReport(folder);
  expect(readFileSync(path.join(folder, 'figure2a.csv'), 'utf8')).toMatch(/^source,round,[a-z_,]+\n$/);
  expect(() => readFileSync(path.join(folder, 'figure2b.svg'))).toThrow(/ENOENT/);
});
