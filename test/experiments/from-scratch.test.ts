import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { type ExperimentResult, runCompiledExperiment } from '../support/cli/experiment';
import { searchTinyText } from '../support/cli/tiny-search';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const TINY = [
  'rnnChild.epochs=1',
  'rnnChild.asgdStartEpoch=0',
  'rnnChild.hiddenSize=8',
  'rnnChild.batchSize=4',
  'rnnChild.evalBatchSize=2',
];

/** Runs a compiled experiment with tiny children. */
function runExperiment(name: string, ...args: string[]): ExperimentResult {
  return runCompiledExperiment(folder(), name, ...args, ...TINY.flatMap((each) => ['--set', each]));
}

function rowsOf(...names: string[]): Record<string, string>[] {
  return parse(fs.readFileSync(path.join(folder(), ...names), 'utf8'), { columns: true });
}

whenSetUp('compare-groups trains the cells of each group once and compares their means', () => {
  searchTinyText(folder());
  const args = ['--run', 'run', '--out', 'groups', '--cells', '2'];
  const first = runExperiment('from-scratch/compare-groups', ...args);
  expect({ status: first.status, err: first.status === 0 ? '' : first.err }).toEqual({ status: 0, err: '' });
  const groups = rowsOf('groups', 'groups.csv');
  expect(groups.map(({ group }) => group)).toEqual([
    ...['search', 'search', 'random-search', 'random-search', 'random', 'random'],
  ]);
  const ranked = rowsOf('run', 'architectures.csv')
    .filter(({ round }, _, all) => round === all.at(-1)?.round)
    .sort((a, b) => Number(a.shared_valid_perplexity) - Number(b.shared_valid_perplexity));
  expect(groups[0]).toMatchObject({
    architecture: ranked[0].architecture,
    shared_score: ranked[0].shared_valid_perplexity,
  });
  expect(Number(groups[2].shared_score)).toBeLessThanOrEqual(Number(groups[3].shared_score));

  // A second seed keeps the trainings of the first.
  const oneSeed = rowsOf('groups', 'scores.csv');
  const second = runExperiment('from-scratch/compare-groups', ...args, '--seeds', '2');
  expect(second.status).toBe(0);
  const twoSeeds = rowsOf('groups', 'scores.csv');
  expect(twoSeeds.map(({ valid_perplexity }) => valid_perplexity)).toEqual(
    oneSeed.map(({ valid_perplexity }) => valid_perplexity),
  );
  const scores = new Map(
    twoSeeds.map((row) => [
      row.architecture,
      (Number(row.valid_perplexity) + Number(row.valid_perplexity_seed2)) / 2,
    ]),
  );
  const mean = (group: string): number => {
    const values = groups
      .filter((cell) => cell.group === group)
      .map(({ architecture }) => scores.get(architecture) ?? NaN);
    return (values[0] + values[1]) / 2;
  };
  const summary = rowsOf('groups', 'summary.csv');
  expect(summary.map(({ group }) => group)).toEqual(['search', 'random-search', 'random']);
  for (const row of summary) expect(Number(row.mean)).toBeCloseTo(mean(row.group), 8);
  expect(Number(summary[2].search_minus_group)).toBeCloseTo(mean('search') - mean('random'), 8);
  const drawing = fs.readFileSync(path.join(folder(), 'groups', 'groups.svg'), 'utf8');
  expect(drawing).toContain('<title>valid_perplexity of cells');
  for (const group of ['search', 'random-search', 'random']) expect(drawing).toContain(`>${group}<`);
  // The groups are chosen once, from one run.
  for (const more of [
    ['--published', 'NAONet-WS'],
    ['--cells', '3'],
    ['--run', 'other'],
  ]) {
    if (more[0] === '--run') {
      fs.renameSync(path.join(folder(), 'run'), path.join(folder(), 'moved'));
      searchTinyText(folder());
      fs.renameSync(path.join(folder(), 'run'), path.join(folder(), 'other'));
      fs.renameSync(path.join(folder(), 'moved'), path.join(folder(), 'run'));
    }
    expect(runExperiment('from-scratch/compare-groups', ...args, ...more)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/groups\.csv\.protocol\.json has other settings, .* run/) as string,
    });
  }
  // Groups of an earlier version have no protocol.
  fs.rmSync(path.join(folder(), 'groups', 'groups.csv.protocol.json'));
  expect(runExperiment('from-scratch/compare-groups', ...args).status).toBe(0);
  expect(rowsOf('groups', 'scores.csv')).toEqual(twoSeeds); // fewer seeds remove no score
  const longer = runExperiment('from-scratch/compare-groups', ...args, '--set', 'data.trainTokens=300');
  expect(longer).toMatchObject({
    status: 2,
    err: expect.stringContaining('scores.csv.protocol.json has other settings') as string,
  });
  expect(rowsOf('groups', 'scores.csv')).toEqual(twoSeeds);
});

whenSetUp('compare-groups refuses a search that has more rounds to do', () => {
  searchTinyText(folder());
  const resumed = nao(folder(), 'resume', 'run', '--rounds', '3', '--max-hours', '0.000001');
  expect(resumed.code).toBe(75);
  const { status, err } = runExperiment('from-scratch/compare-groups', '--run', 'run', '--out', 'groups');
  expect(status).toBe(1);
  expect(err).toContain("run is not finished: continue it with 'nao resume run'");
});

whenSetUp('compare-groups refuses a published cell of another space', () => {
  searchTinyText(folder());
  const args = ['--run', 'run', '--out', 'groups', '--published', 'NAONet-WS'];
  const { status, err } = runExperiment('from-scratch/compare-groups', ...args);
  expect(status).toBe(2);
  expect(err).toContain('NAONet-WS is a cell of space cnn');
});

whenSetUp('train-cells continues a table, with more cells and a second seed', () => {
  fs.writeFileSync(
    path.join(folder(), 'book.txt'),
    'one two three four five six seven eight nine ten\n'.repeat(60),
  );
  const args = ['--out', 'table.csv', '--repeated', '1', '--set', 'space.name=rnn', '--set', 'space.nodes=2'];
  const data = ['--set', 'data.dataset=text', '--set', 'data.dir=book.txt'];
  const two = runExperiment('tables/train-cells', ...args, ...data, '--cells', '2');
  expect({ status: two.status, err: two.status === 0 ? '' : two.err }).toEqual({ status: 0, err: '' });
  const before = rowsOf('table.csv');
  expect(before.map((row) => row.valid_perplexity_seed2 !== '')).toEqual([true, false]);
  expect(before[0].valid_perplexity_seed2).not.toBe(before[0].valid_perplexity);
  const three = runExperiment('tables/train-cells', ...args, ...data, '--cells', '3');
  expect(three.out).toMatch(/^1 of 1: /m);
  const after = rowsOf('table.csv');
  expect(after.slice(0, 2)).toEqual(before);
  expect(Number(after[2].valid_perplexity)).toBeGreaterThan(1);
  expect(three.out).not.toContain('between the seeds'); // one cell has no order
  expect(runExperiment('tables/train-cells', ...args, ...data, '--cells', '2')).toMatchObject({ status: 2 });
  const repeated = runExperiment('tables/train-cells', ...args, ...data, '--cells', '3', '--repeated', '2');
  const [[a, b], [c, d]] = rowsOf('table.csv').map((row) =>
    [row.valid_perplexity, row.valid_perplexity_seed2].map(Number),
  );
  const tau = Math.sign((a - c) * (b - d)).toFixed(3); // of two cells: 1, or -1 if the seeds disagree
  expect(repeated.out).toContain(`Kendall's tau between the seeds of 2 cells: ${tau}`);
});
