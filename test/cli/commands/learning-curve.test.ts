import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { RunFolder } from '../../../src/run/folder';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import { nao, useOwnCache, whenSetUp } from '../../support/cli/command';
import { parseResult } from '../../support/cli/json';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

const SEARCH = ['search', '--preset', 'tiny', '--mode', 'table', '--space', 'nasbench201', '--seed', '3'];

/** Writes a table of random cells with scores computed from their tokens. */
function writeTable(file: string): void {
  const space = createNasBench201Space();
  const random = createRandomStream(5, 'table');
  const cells = new Map<string, string>();
  while (cells.size < 60) {
    const cell = space.sample(random);
    const score = space.toTokens(cell).reduce((sum, token, place) => sum + token * (place + 1), 0);
    cells.set(space.canonical(cell), `${space.format(cell)},${score},${score}`);
  }
  fs.writeFileSync(file, ['arch,cifar10_valid_12ep,cifar10_test_200ep', ...cells.values(), ''].join('\n'));
}

whenSetUp(
  'learning-curve trains a controller for each size, writes the metrics and updates the report',
  () => {
    writeTable(path.join(folder(), 'table.csv'));
    const set = ['--set', 'search.poolSize=24', '--set', 'search.rounds=1'];
    expect(nao(folder(), ...SEARCH, '--table', 'table.csv', ...set, '--out', 'run')).toMatchObject({
      code: 0,
    });
    const config = fs.readFileSync(path.join(folder(), 'run', 'config.yaml'));

    const { runFolder } = RunFolder.openSearch(path.join(folder(), 'run'));
    expect(nao(folder(), 'learning-curve', 'run', '--sizes', '5')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is using this run folder (run/lock)') as string,
    });
    runFolder.close();

    const first = nao(folder(), 'learning-curve', 'run', '--sizes', '5,18', '--repeats', '2');
    expect(first).toMatchObject({ code: 0 });
    expect(first.out.trim().split('\n').slice(-2)).toEqual(['run/predictor-curve.csv', 'run/report.html']);
    const curve = (): string => fs.readFileSync(path.join(folder(), 'run', 'predictor-curve.csv'), 'utf8');
    const written = curve();
    const rows = written.trim().split('\n');
    expect(rows.map((row) => row.split(',').slice(0, 4).join(','))).toEqual([
      'round,trained_on,repeat,held_out',
      '1,5,1,6',
      '1,18,1,6',
      '1,5,2,6',
      '1,18,2,6',
    ]);
    const figure = fs.readFileSync(path.join(folder(), 'run', 'figure2a.csv'), 'utf8');
    expect(figure).toMatch(/^curve,1,5,6,2,0?\.?\d+,.*\ncurve,1,18,6,2,/m);

    // A second call gives the same bytes and does not change the run.
    const second = nao(folder(), 'learning-curve', 'run', '--sizes', '5,18', '--repeats', '2', '--json');
    expect(parseResult('learning-curve', second.out)).toMatchObject({
      round: 1,
      points: rows.slice(1).map(() => ({})),
    });
    expect(curve()).toBe(written);
    expect(fs.readFileSync(path.join(folder(), 'run', 'config.yaml'))).toEqual(config);
  },
);

test('learning-curve rejects a folder that is not a run folder', () => {
  const { code, err } = nao(folder(), 'learning-curve', '.');
  expect(code).toBe(2);
  expect(err).toMatch(/^nao: \. is no/);
});
