import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });

/** The tree has no revision control where it was downloaded as an archive. */
const whenTracked = status === 0 ? test : test.skip;

const FOLDERS = ['.ci', '.github', 'controller', 'docs', 'experiments', 'scripts', 'src', 'supernet', 'test'];
const FILES = [
  'CITATION.cff',
  'LICENSE',
  'README.md',
  'eslint.config.mjs',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

whenTracked('the top level has known files and folders only', () => {
  const names = new Set(
    stdout
      .split('\0')
      .filter((file) => file !== '')
      .map((file) => file.split('/')[0]),
  );
  const others = [...names].filter((name) => !FOLDERS.includes(name) && !FILES.includes(name));
  expect(others.filter((name) => !/^\.[a-z]/.test(name))).toEqual([]);
  expect(names.has('package.json')).toBe(true);
});
