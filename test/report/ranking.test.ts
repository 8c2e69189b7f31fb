import { rankArchitectures } from '../../src/report/ranking';
import { readRunFiles } from '../../src/report/run-files';
import { ARCHITECTURE_COLUMNS, lines, ROUND_COLUMNS, temporaryRun } from '../support/report/synthetic-run';

/** Ranks a run with rows `round id origin score`; the other cells are irrelevant here. */
async function rank(
  rows: readonly string[],
  { config = 'mode: ws', metric = 'shared_valid_accuracy', finishedRounds = 0 } = {},
) {
  const architectures = rows.map((row) => {
    const [round, id, origin, score] = row.split(' ');
    return `${round},${id},${origin},,,0 0,,${score},,100,,1,`;
  });
  const rounds = Array.from({ length: finishedRounds }, (_, round) => `${round}${','.repeat(16)}`);
  const folder = temporaryRun({
    'config.yaml': config,
    'architectures.csv': lines([
      ARCHITECTURE_COLUMNS.replace('shared_valid_accuracy', metric),
      ...architectures,
    ]),
    'rounds.csv': lines([ROUND_COLUMNS, ...rounds]),
  });
  return rankArchitectures(await readRunFiles(folder));
}

test('rankArchitectures ranks only the last scoring, best first, with origins', async () => {
  const ranking = await rank(
    ['0 1 random 0.9', '0 2 random 0.2', '1 1 random 0.4', '1 3 controller 0.6', '1 4 random 0.5'],
    { finishedRounds: 2 },
  );
  expect(ranking?.ranked.map(({ id, origin, firstRound }) => [id, origin, firstRound])).toEqual([
    ['3', 'controller', 1],
    ['4', 'random', 1],
    ['1', 'random', 0],
  ]);
  expect(ranking).toMatchObject({
    metric: 'shared_valid_accuracy',
    round: 1,
    isRoundFinished: true,
    failed: 0,
  });
});

test('rankArchitectures prefers a finished round to one that is being scored', async () => {
  const rows = ['0 1 random 0.3', '0 2 random 0.2', '1 2 random 0.9'];
  expect(await rank(rows, { finishedRounds: 1 })).toMatchObject({ round: 0, isRoundFinished: true });
  expect(await rank(rows)).toMatchObject({ round: 1, isRoundFinished: false });
});

test('rankArchitectures counts scores that are not numbers as failed', async () => {
  const ranking = await rank(['0 1 random NaN', '0 2 random 0.2', '0 3 random ']);
  expect(ranking?.ranked.map(({ id }) => id)).toEqual(['2']);
  expect(ranking?.failed).toBe(2);
});

test('rankArchitectures minimizes perplexity and keeps the file order of equal scores', async () => {
  const ranking = await rank(['0 1 random 80', '0 2 random 70', '0 3 random 70'], {
    metric: 'shared_valid_perplexity',
  });
  expect(ranking?.direction).toBe('minimize');
  expect(ranking?.ranked.map(({ id }) => id)).toEqual(['2', '3', '1']);
});

test('rankArchitectures ranks all rounds of a table search in the direction of the table', async () => {
  const ranking = await rank(['0 1 random 5', '0 2 random 3', '1 3 controller 4'], {
    config: 'mode: table\ntable: { direction: minimize }',
    metric: 'error_percent',
    finishedRounds: 2,
  });
  expect(ranking?.ranked.map(({ id }) => id)).toEqual(['2', '3', '1']);
});

test('rankArchitectures returns undefined before the first score', async () => {
  expect(await rank([])).toBeUndefined();
  expect(await rank(['0 1 random '])).toBeUndefined();
});
