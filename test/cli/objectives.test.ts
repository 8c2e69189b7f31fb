import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { createSpace } from '../../src/space/registry';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeRandomTable } from '../support/space/random-table';
import { temporaryFolder } from '../support/temp-folder';

/* Searches with objectives beside the score, in every mode and every space that counts costs. */

const folder = temporaryFolder();
useOwnCache(folder);

type Row = Readonly<Record<string, string>>;

function readRows(...file: string[]): Row[] {
  return parse(fs.readFileSync(path.join(folder(), ...file), 'utf8'), { columns: true });
}

interface BestFile {
  readonly id: number;
  readonly architecture: string;
  readonly rule: string;
  readonly cost: { readonly parameters: number; readonly multiplyAdds: number; readonly network: string };
  readonly front: readonly { readonly id: number; readonly score: number; readonly parameters: number }[];
}

function readBestFile(run: string): BestFile {
  return JSON.parse(fs.readFileSync(path.join(folder(), run, 'best.json'), 'utf8')) as BestFile;
}

const IMAGES = '--dataset images --data-dir images --set data.validImages=20 --set data.trainImages=64';
const MINIMIZE = '--set search.objectives.minimize=parameters';

for (const { mode, space, source, metric, limit } of [
  { mode: 'ws', space: 'cnn', source: IMAGES, metric: 'shared_valid_accuracy', limit: 750_000 },
  { mode: 'full', space: 'cnn11', source: IMAGES, metric: 'valid_accuracy', limit: 1_000_000 },
  {
    mode: 'table',
    space: 'nasbench201',
    source: '--table table.csv --set search.poolSize=8',
    metric: 'cifar10_valid_12ep',
    limit: 500_000,
  },
]) {
  whenSetUp(`a search in mode ${mode}, space ${space}, respects a limit and returns the front`, async () => {
    if (mode === 'table') writeRandomTable(path.join(folder(), 'table.csv'), 60, (valid) => valid);
    else await writeImageFixture(path.join(folder(), 'images'));
    const request =
      `search --mode ${mode} --space ${space} --preset tiny --seed 7 --device cpu --set space.nodes=1 --out run ${source} ` +
      `--set search.objectives.maxParameters=${limit} ${MINIMIZE}`;
    const { code, err } = nao(folder(), ...request.split(' '));
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(err).toContain(
      `objectives: ${metric} and few parameters, by non-dominated sorting (NSGA-II); at most ${limit} parameters`,
    );

    const rows = readRows('run', 'architectures.csv');
    expect(new Set(rows.map(({ round }) => round))).toEqual(new Set(['1', '2']));
    for (const { parameters } of rows) expect(Number(parameters)).toBeLessThanOrEqual(limit);
    const best = readBestFile('run');
    expect(best.rule).toBe(
      `highest ${metric} on the Pareto front of ${metric} and parameters with at most ${limit} parameters`,
    );
    const chosen = rows.find(({ id }) => id === String(best.id));
    expect([best.cost.parameters, best.cost.multiplyAdds].map(String)).toEqual([
      chosen?.parameters,
      chosen?.multiply_adds,
    ]);
    expect(best.cost.network).toBe(createSpace(space, { nodes: 1 }).referenceNetwork?.description);
    const scored = rows.filter(({ round }) => mode !== 'ws' || round === '2');
    const isDominated = ({ score, parameters }: BestFile['front'][number]): boolean =>
      scored.some((row) => {
        const [otherScore, otherCost] = [Number(row[metric]), Number(row.parameters)];
        return (
          otherScore >= score && otherCost <= parameters && (otherScore > score || otherCost < parameters)
        );
      });
    expect(best.front.filter(isDominated)).toEqual([]);
    expect(best.front.at(-1)?.id).toBe(best.id);
    expect(best.front.at(-1)?.score).toBe(Math.max(...scored.map((row) => Number(row[metric]))));
    const page = fs.readFileSync(path.join(folder(), 'run', 'report.html'), 'utf8');
    expect(page).toContain(`>${best.front.length} of ${scored.length} architectures are on the front`);
  });
}

test('all compared searchers are within the limit', () => {
  writeRandomTable(path.join(folder(), 'table.csv'), 120, (valid) => valid);
  const limit = 500_000;
  const request =
    `compare --table table.csv --preset tiny --searchers random,evolution,local,gp --budget 25 --seeds 1 --threads 2 ` +
    `--set search.objectives.maxParameters=${limit} --out compared`;
  const { code, err } = nao(folder(), ...request.split(' '));
  expect(code).toBe(0);
  expect(err).toContain(`objectives: cifar10_valid_12ep; at most ${limit} parameters`);
  const queries = readRows('compared', 'queries.csv');
  expect(new Set(queries.map(({ searcher }) => searcher)).size).toBe(4);
  const space = createSpace('nasbench201', { nodes: 4 });
  for (const { architecture } of queries) {
    const cost = space.referenceNetwork?.computeCost(space.parse(architecture));
    expect(cost?.parameters).toBeLessThanOrEqual(limit);
  }
});

test.each([
  [
    'compare --searchers random --budget 5 --seeds 1 --out out',
    MINIMIZE,
    "'search.objectives.minimize' is parameters, but searchers are compared by score: set it to none, or limit the costs",
  ],
  [
    'compare --searchers random --budget 5 --seeds 1 --out out',
    '--set search.objectives.maxParameters=1000',
    "'search.objectives.maxParameters' is 1000, but the smallest architecture found has",
  ],
  [
    'search --mode table --space nasbench201 --out out',
    '--set search.objectives.maxMultiplyAdds=7e6',
    "'search.objectives.maxMultiplyAdds' is 7000000, but the smallest architecture found has",
  ],
  [
    'search --mode table --space nasbench201 --dry-run',
    '--set search.objectives.maxMultiplyAdds=7e6',
    "'search.objectives.maxMultiplyAdds' is 7000000, but the smallest architecture found has",
  ],
  [
    'search --mode table --space rnn --out out',
    MINIMIZE,
    "'search.objectives.minimize' is parameters, but space 'rnn' counts no costs: use another space, or the score alone",
  ],
])('%s %s is refused before it begins', (command, objectives, message) => {
  writeRandomTable(path.join(folder(), 'table.csv'), 40, (valid) => valid);
  const words = `${command} --table table.csv ${objectives}`.split(' ');
  const { code, err } = nao(folder(), ...words);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining(`nao: setting ${message}`) as string,
  });
  expect(fs.existsSync(path.join(folder(), 'out'))).toBe(false);
});
