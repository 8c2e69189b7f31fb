import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compiledProgram, nao } from '../../support/cli/command';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();

test('the script of bash completes commands, options, values and settings', () => {
  writeFileSync(
    path.join(folder(), 'complete.bash'),
    `
      nao() { '${process.execPath}' '${compiledProgram()}' "$@"; }
      source <(nao completion bash)
      complete_words() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}
        COMPREPLY=(); _nao_completion; echo "\${COMPREPLY[*]}"
      }
      complete_words nao s
      complete_words nao search --pres
      complete_words nao search --mode = t
      complete_words nao bench ''
      complete_words nao search --set search.to
      complete_words nao report ''
    `,
  );
  const { stdout, stderr } = spawnSync('bash', ['complete.bash'], { cwd: folder(), encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    expect.stringMatching(/^search( \w+)*$/),
    '--preset',
    'table',
    'builds child-cnn children controller gpu memory placement scaling totals ws-cnn ws-rnn',
    'search.topK=',
    '',
  ]);
});

test.each(['zsh', 'fish'])('completion prints a script of %s', (shell) => {
  const { code, out } = nao(folder(), 'completion', shell);
  expect(code).toBe(0);
  expect(out).toContain('nao completion-server -- ');
});

test('an unknown shell is refused with the known ones', () => {
  expect(nao(folder(), 'completion', 'tcsh')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('Allowed choices are bash, zsh, fish') as string,
  });
});
