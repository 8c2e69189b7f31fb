import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { call, programs, scripts } from '../support/setup/call';
import { temporaryFolder } from '../support/temp-folder';

/** Folder of an installed package. Without package-lock.json and tsconfig.json nothing is installed or compiled. */
const root = temporaryFolder();

beforeEach(() => {
  fs.cpSync(scripts, path.join(root(), 'scripts'), { recursive: true });
  fs.writeFileSync(path.join(root(), 'package.json'), '{"name": "nao"}');
});

function setUp(
  available: Record<string, string>,
  ...args: string[]
): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [path.join(root(), 'scripts', 'setup.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: programs(root(), available), NAO_CACHE_DIR: path.join(root(), 'cache') },
  });
}

const compiler = { 'g++': 'exit 0' };

/** Fakes a Python whose pip fails to download with a message. */
function createFailingPip(message: string): Record<string, string> {
  return { python3: `[ "$3" = --version ] && exit 0\necho "${message}" >&2\nexit 1` };
}

test('setup exits with code 3 and one line, before it creates anything, if Python is missing', () => {
  const { status, stderr } = setUp(compiler);
  expect(status).toBe(3);
  expect(stderr).toMatch(/^setup: python3 was not found[^\n]*\n$/);
  expect(fs.readdirSync(root()).toSorted()).toEqual(['bin', 'package.json', 'scripts']);
});

test('setup exits before the download if the compiler is missing', () => {
  const { status, stderr } = setUp(createFailingPip('never reached'));
  expect(status).toBe(3);
  expect(stderr).toMatch(/^setup: no C\+\+ compiler was found[^\n]*\n$/);
});

test.each([
  ['Max retries exceeded with url', /the Python package index cannot be reached.*check the network/],
  [
    'ERROR: Could not install packages: [Errno 28] No space left on device',
    /because the disk is full: free some space/,
  ],
  ['ERROR: No matching distribution found for tensorflow', /failed: ERROR: No matching distribution/],
])('setup reports why pip failed: %s', (message, sentence) => {
  const { status, stderr } = setUp({ ...compiler, ...createFailingPip(message) }, '--cpu');
  expect(status).toBe(3);
  expect(stderr.trim().split('\n').at(-1)).toMatch(sentence);
  expect(fs.readdirSync(path.join(root(), 'cache', 'tensorflow'))).toEqual([]);
});

test('setup rejects unknown flags', () => {
  expect(setUp({}, '--tpu')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^usage: /) });
});

const hasDriver = call('gpu', 'findLoadError', 'libcuda.so.1').returned === undefined;

(hasDriver ? test.skip : test)('setup --gpu names the missing library if there is no GPU', () => {
  const { status, stderr } = setUp(compiler, '--gpu');
  expect(status).toBe(3);
  expect(stderr).toMatch(/^setup: the GPU cannot be used because [^\n]*libcuda\.so\.1[^\n]*\n$/);
});
