import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { findMessages, nao } from '../support/cli/command';
import { whenMountable, withSmallDisk } from '../support/small-disk';
import { formatBenchmarkText } from '../support/space/benchmark-text';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

beforeEach(() => {
  const space = createNasBench201Space();
  const random = createRandomStream(3, 'table');
  const rows = Array.from({ length: 60 }, (_, i) => `${formatBenchmarkText(space.sample(random))},${i}`);
  fs.writeFileSync(
    path.join(folder(), 'table.csv'),
    ['arch,cifar10_valid_12ep', ...new Set(rows), ''].join('\n'),
  );
});

const TABLE = ['--table', 'table.csv', '--set', 'table.testColumn='];

const commands: [string, size: string, string[]][] = [
  ['compare', '8k', ['--searchers', 'random', '--budget', '5', '--seeds', '3', '--out', 'disk/out']],
  [
    'compare-predictors',
    '4k',
    ['--predictors', 'gp', '--train-sizes', '10', '--seeds', '3', '--out', 'disk/out'],
  ],
  ['search', '12k', ['--mode', 'table', '--space', 'nasbench201', '--preset', 'tiny', '--out', 'disk/out']],
];

for (const [command, size, options] of commands) {
  whenMountable(`nao ${command} on a full disk ends with how to continue it`, () => {
    withSmallDisk(path.join(folder(), 'disk'), size, () => {
      const { code, err: written } = nao(folder(), command, ...TABLE, ...options);
      const err = findMessages(written);
      const continuation =
        command === 'search' ? "continue with 'nao resume disk/out'" : 'run the same command again';
      const begin = 'nao: cannot write disk/out';
      expect({ code, err: err.slice(0, begin.length) }).toEqual({ code: 1, err: begin });
      expect(err.slice(begin.length)).toMatch(/^[^\n]*: the disk is full; free space, then [^\n]*\n$/);
      expect(err).toContain(`then ${continuation}\n`);
    });
  });
}
