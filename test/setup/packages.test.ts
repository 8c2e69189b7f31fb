import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { call } from '../support/setup/call';

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-packages-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

type Lock = { packages: Record<string, object> };

function lock(packages: Lock['packages']): Lock {
  return { packages: { '': {}, ...packages } };
}

/** Lays packages out as npm does, and returns what npm notes of them. */
function install(packages: Lock['packages']): Lock {
  for (const folder of Object.keys(packages)) {
    fs.mkdirSync(path.join(root, folder), { recursive: true });
    fs.writeFileSync(path.join(root, folder, 'package.json'), '{}');
  }
  return { packages };
}

const a = { 'node_modules/a': { version: '1.0.0' } };

test('finds nothing missing where all is installed', () => {
  expect(call('packages', 'firstMissing', root, lock(a), install(a))).toEqual({});
});

test('names a package that was never installed, and one in another version', () => {
  expect(call('packages', 'firstMissing', root, lock(a)).returned).toBe('node_modules/a 1.0.0');
  const older = install({ 'node_modules/a': { version: '0.9.0' } });
  expect(call('packages', 'firstMissing', root, lock(a), older).returned).toBe('node_modules/a 1.0.0');
});

test('names a package whose folder was deleted', () => {
  const installed = install(a);
  fs.rmSync(path.join(root, 'node_modules/a'), { recursive: true });
  expect(call('packages', 'firstMissing', root, lock(a), installed).returned).toBe('node_modules/a 1.0.0');
});

test('wants of the optional packages those made for this machine', () => {
  const foreign = { version: '1.0.0', optional: true, os: ['win32'], cpu: ['x64'] };
  const musl = { version: '1.0.0', optional: true, os: ['linux'], libc: ['musl'] };
  const wish = { version: '1.0.0', optional: true };
  const others = lock({
    'node_modules/foreign': foreign,
    'node_modules/musl': musl,
    'node_modules/wish': wish,
  });
  expect(call('packages', 'firstMissing', root, others, install({}))).toEqual({});
  const own = {
    version: '1.0.0',
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
    libc: ['glibc'],
  };
  expect(
    call('packages', 'firstMissing', root, lock({ 'node_modules/own': own }), install({})).returned,
  ).toBe('node_modules/own 1.0.0');
});
