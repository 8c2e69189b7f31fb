import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { call, programs } from '../support/setup/call';
import { temporaryFolder } from '../support/temp-folder';

const good = { platform: 'linux', arch: 'x64', node: '20.13.0', glibc: '2.31' };
const folder = temporaryFolder();
const root = path.join(__dirname, '..', '..');

test.each([
  [{}],
  [{ arch: 'arm64' }],
  [{ node: '22.1.0' }],
  [{ node: '24.0.0' }],
  [{ node: '25.3.1' }],
  [{ glibc: '2.27' }],
])('assertSupportedPlatform accepts %j', (change) => {
  expect(call('platform', 'assertSupportedPlatform', { ...good, ...change })).toEqual({});
});

test.each([
  [
    { platform: 'darwin', arch: 'arm64' },
    /this is macOS arm64: use the container of scripts\/deploy\/Dockerfile/,
  ],
  [{ platform: 'win32' }, /this is Windows x64/],
  [{ arch: 'riscv64' }, /this is Linux riscv64/],
  [{ node: '18.20.0' }, /needs Node 20 \(from 20\.13\), 22 or 24 and later, this is Node 18\.20\.0/],
  [{ node: '20.11.1' }, /this is Node 20\.11\.1/],
  [{ node: '23.0.0' }, /this is Node 23\.0\.0/],
  [{ glibc: '2.17' }, /glibc 2\.27 or later, this system has 2\.17/],
  [{ glibc: undefined }, /this system has another C library/],
])('assertSupportedPlatform rejects %j', (change, message) => {
  expect(call('platform', 'assertSupportedPlatform', { ...good, ...change }).threw).toMatch(message);
});

/** Runs a program of Node's that believes to be on another system. */
function runOn(
  platform: string,
  program: string,
  args: readonly string[],
): { status: number | null; stderr: string } {
  const fake = path.join(folder(), 'fake.cjs');
  const lines = Object.entries({ platform, arch: 'arm64' }).map(
    ([name, value]) => `Object.defineProperty(process, '${name}', { value: '${value}' });`,
  );
  fs.writeFileSync(fake, lines.join('\n'));
  const env = { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(fake)}` };
  return spawnSync(program, args, { cwd: folder(), encoding: 'utf8', env });
}

test('npm ci on macOS says in one sentence to use the container, instead of EBADPLATFORM', () => {
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'scripts'])
    fs.cpSync(path.join(root, name), path.join(folder(), name), { recursive: true });
  expect(runOn('darwin', 'npm', ['ci', '--dry-run', '--offline', '--silent'])).toMatchObject({
    status: 3,
    stderr:
      'setup: nao runs on Linux x64 and arm64, this is macOS arm64: use the container of scripts/deploy/Dockerfile (see docs/installation.md)\n',
  });
});

test('the script before the installation says the same on Windows, and nothing on Linux', () => {
  const script = path.join(root, 'scripts', 'preinstall.mjs');
  expect(runOn('win32', process.execPath, [script])).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(
      /^setup: nao runs on Linux x64 and arm64, this is Windows arm64: [^\n]*\n$/,
    ),
  });
  expect(spawnSync(process.execPath, [script], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test('findPython names what to install if there is no Python', () => {
  const env = { PATH: programs(folder(), {}) };
  expect(call('platform', 'findPython', env).threw).toMatch(
    /^python3 was not found.*apt-get install python3 python3-pip/,
  );
});

test('findPython names what to install if Python has no pip', () => {
  const env = {
    PATH: programs(folder(), { python3: 'echo "/usr/bin/python3: No module named pip" >&2; exit 1' }),
  };
  expect(call('platform', 'findPython', env).threw).toMatch(
    /^python3 has no pip.*apt-get install python3-pip/,
  );
});

test('findCompiler names what to install if there is no compiler', () => {
  const env = { PATH: programs(folder(), {}) };
  expect(call('platform', 'findCompiler', env).threw).toMatch(
    /^no C\+\+ compiler was found.*apt-get install g\+\+/,
  );
});

test('findCompiler prefers CXX to the available compilers', () => {
  const env = { PATH: programs(folder(), { 'clang++': 'exit 0', 'my-c++': 'exit 0' }) };
  expect(call('platform', 'findCompiler', env).returned).toBe('clang++');
  expect(call('platform', 'findCompiler', { ...env, CXX: 'my-c++' }).returned).toBe('my-c++');
});
