import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { call, programs, scripts } from '../support/setup/call';

/** An installed package: no package-lock.json, no tsconfig.json, so nothing is installed or compiled. */
let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'nao set-up ü-'));
  fs.cpSync(scripts, path.join(root, 'scripts'), { recursive: true });
  fs.writeFileSync(path.join(root, 'package.json'), '{"name": "nao"}');
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function setUp(
  available: Record<string, string>,
  ...args: string[]
): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [path.join(root, 'scripts', 'setup.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: programs(root, available), NAO_CACHE_DIR: path.join(root, 'cache') },
  });
}

const compiler = { 'g++': 'exit 0' };

/** A Python whose pip is there, but fails to download with this message. */
function pipThatFails(message: string): Record<string, string> {
  return { python3: `[ "$3" = --version ] && exit 0\necho "${message}" >&2\nexit 1` };
}

test('stops with exit code 3 and one sentence before it makes anything, where Python is missing', () => {
  const { status, stderr } = setUp(compiler);
  expect(status).toBe(3);
  expect(stderr).toMatch(/^set-up: python3 was not found[^\n]*\n$/);
  expect(fs.readdirSync(root).toSorted()).toEqual(['bin', 'package.json', 'scripts']);
});

test('stops before the download where the compiler is missing', () => {
  const { status, stderr } = setUp(pipThatFails('never reached'));
  expect(status).toBe(3);
  expect(stderr).toMatch(/^set-up: no C\+\+ compiler was found[^\n]*\n$/);
});

test.each([
  ['Max retries exceeded with url', /the Python package index cannot be reached.*check the network/],
  [
    'ERROR: Could not install packages: [Errno 28] No space left on device',
    /because the disk is full; free some space/,
  ],
  ['ERROR: No matching distribution found for tensorflow', /failed: ERROR: No matching distribution/],
])('says what kept pip from downloading: %s', (message, sentence) => {
  const { status, stderr } = setUp({ ...compiler, ...pipThatFails(message) }, '--cpu');
  expect(status).toBe(3);
  expect(stderr.trim().split('\n').at(-1)).toMatch(sentence);
  expect(fs.readdirSync(path.join(root, 'cache', 'tensorflow'))).toEqual([]);
});

test('refuses flags it does not know', () => {
  expect(setUp({}, '--tpu')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^usage: /) });
});

const driver = call('gpu', 'whyNotLoadable', 'libcuda.so.1').returned === undefined;

(driver ? test.skip : test)('names the missing library where a GPU is asked for and there is none', () => {
  const { status, stderr } = setUp(compiler, '--gpu');
  expect(status).toBe(3);
  expect(stderr).toMatch(/^set-up: the GPU cannot be used because [^\n]*libcuda\.so\.1[^\n]*\n$/);
});
