import { listAncestors, listDescents } from '../../src/report/lineage';
import { readRunFiles } from '../../src/report/run-files';
import { searchedRun } from '../support/report/searched-run';
import { temporaryRun } from '../support/report/synthetic-run';

const ROWS = [
  '1 0 random - - 0 0.5 - -',
  '1 1 random - - 1 0.25 - -',
  '2 0 random - - 0 0.75 - -',
  '2 2 controller 0 10 2 1 - -',
  '2 3 controller 1 10 3 0.5 - -',
  '3 2 controller 0 10 2 0.25 - -',
  '3 4 controller 2 - 4 0.5 - -',
];

async function read(mode: string, metric = 'shared_valid_accuracy') {
  return readRunFiles(temporaryRun(searchedRun(`mode: ${mode}`, metric, ROWS)));
}

test('with shared weights, a child is compared with its parent in its first round only', async () => {
  // Parent 1 was not scored in round 2.
  expect(listDescents(await read('ws'))).toEqual([
    { id: '2', parentId: '0', stepSize: 10, score: 1, parentScore: 0.75, gain: 0.25 },
    { id: '4', parentId: '2', stepSize: undefined, score: 0.5, parentScore: 0.25, gain: 0.25 },
  ]);
});

test('scores that never change are compared across rounds', async () => {
  const gains = listDescents(await read('table')).map(({ id, gain }) => [id, gain]);
  expect(gains).toEqual([
    ['2', 0.25],
    ['3', 0.25],
    ['4', 0.25],
  ]);
});

test('a gain is positive if the child is better, also if lower is better', async () => {
  const gains = listDescents(await read('full', 'valid_perplexity')).map(({ gain }) => gain);
  expect(gains).toEqual([-0.25, -0.25, -0.25]);
});

test('ancestors are listed from the youngest to the oldest, also in damaged files with circles', async () => {
  const run = await read('ws');
  expect(listAncestors(run, '4').map(({ id }) => id)).toEqual(['4', '2', '0']);
  const circle = ['1 0 controller 1 - 0 0.5 - -', '1 1 controller 0 - 1 0.5 - -'];
  const damaged = await readRunFiles(temporaryRun(searchedRun('mode: ws', 'score', circle)));
  expect(listAncestors(damaged, '0').map(({ id }) => id)).toEqual(['0', '1']);
});
