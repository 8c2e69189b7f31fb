import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const readPage = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

test('the generated tables of the documentation match the code', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the table of exit codes lists every exit code with a meaning', () => {
  for (const code of [0, 1, 2, 3, 75, 130]) {
    expect(readPage('cli.md')).toMatch(new RegExp(`^\\| ${code} \\| \\S.* \\|$`, 'm'));
  }
});

test('the tables of settings take their meanings from the doc comments of the schema', () => {
  for (const name of ['mode', 'supernet.channels', 'rnn.bpttSteps', 'rnnChild.epochs', 'controller.lambda']) {
    expect(readPage('configuration.md')).toMatch(new RegExp(`^\\| \`${name}\` \\| [^|]+ \\| [^|]{10,} \\|`, 'm'));
  }
});
