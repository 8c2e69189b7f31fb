import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { call, programs, scripts } from '../support/setup/call';
import { temporaryFolder } from '../support/temp-folder';

const root = temporaryFolder();

type Lock = { packages: Record<string, object> };

function lock(packages: Lock['packages']): Lock {
  return { packages: { '': {}, ...packages } };
}

/** Creates package folders as npm does, and returns npm's record of them. */
function install(packages: Lock['packages']): Lock {
  for (const folder of Object.keys(packages)) {
    fs.mkdirSync(path.join(root(), folder), { recursive: true });
    fs.writeFileSync(path.join(root(), folder, 'package.json'), '{}');
  }
  return { packages };
}

const a = { 'node_modules/a': { version: '1.0.0' } };

test('findMissingPackage returns undefined if all packages are installed', () => {
  expect(call('packages', 'findMissingPackage', root(), lock(a), install(a))).toEqual({});
});

test('findMissingPackage returns a package that is missing or has another version', () => {
  expect(call('packages', 'findMissingPackage', root(), lock(a)).returned).toBe('node_modules/a 1.0.0');
  const older = install({ 'node_modules/a': { version: '0.9.0' } });
  expect(call('packages', 'findMissingPackage', root(), lock(a), older).returned).toBe(
    'node_modules/a 1.0.0',
  );
});

test('findMissingPackage returns a package whose folder was deleted', () => {
  const installed = install(a);
  fs.rmSync(path.join(root(), 'node_modules/a'), { recursive: true });
  expect(call('packages', 'findMissingPackage', root(), lock(a), installed).returned).toBe(
    'node_modules/a 1.0.0',
  );
});

test('findMissingPackage requires only the optional packages for this platform', () => {
  const foreign = { version: '1.0.0', optional: true, os: ['win32'], cpu: ['x64'] };
  const musl = { version: '1.0.0', optional: true, os: ['linux'], libc: ['musl'] };
  const unspecific = { version: '1.0.0', optional: true };
  const others = lock({
    'node_modules/foreign': foreign,
    'node_modules/musl': musl,
    'node_modules/unspecific': unspecific,
  });
  expect(call('packages', 'findMissingPackage', root(), others, install({}))).toEqual({});
  const own = {
    version: '1.0.0',
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
    libc: ['glibc'],
  };
  expect(
    call('packages', 'findMissingPackage', root(), lock({ 'node_modules/own': own }), install({})).returned,
  ).toBe('node_modules/own 1.0.0');
});

test('findMissingPackage requires an optional package that nao itself names, which npm leaves out if its script fails', () => {
  const entry = { version: '1.0.0', optional: true };
  const own = { packages: { '': { optionalDependencies: { own: '1.0.0' } }, 'node_modules/own': entry } };
  expect(call('packages', 'findMissingPackage', root(), own, install({})).returned).toBe(
    'node_modules/own 1.0.0',
  );
});

test('the compiler and tfjs-node are installed even if dev and optional dependencies are left out by default', () => {
  fs.writeFileSync(path.join(root(), 'package-lock.json'), JSON.stringify(lock(a)));
  const bin = programs(root(), { npm: 'echo "$@" > asked' });
  const url = pathToFileURL(path.join(scripts, 'setup', 'packages.mjs')).href;
  const program = `const { installPackages } = await import(${JSON.stringify(url)}); await installPackages(process.argv[1]);`;
  spawnSync(process.execPath, ['--input-type=module', '-e', program, root()], {
    env: {
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
      NODE_ENV: 'production',
      npm_config_omit: 'dev optional',
    },
  });
  expect(fs.readFileSync(path.join(root(), 'asked'), 'utf8')).toContain(
    'ci --include=dev --include=optional',
  );
});
