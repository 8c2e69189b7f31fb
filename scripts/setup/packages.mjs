import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDownloadError, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';
import { log, step } from './log.mjs';

/** Installs the npm packages of a checkout if node_modules does not match package-lock.json. */
export async function installPackages(root) {
  const lockFile = join(root, 'package-lock.json');
  if (!existsSync(lockFile)) return; // an installed package: npm has installed its dependencies
  const lock = readJson(lockFile);
  const missing = findMissingPackage(root, lock, readJson(join(root, 'node_modules', '.package-lock.json')));
  if (missing === undefined) return;
  log(`node_modules lacks ${missing}`);
  await step('install the npm packages', async () => {
    // The compiler is among the dev dependencies, which NODE_ENV=production leaves out, and tfjs-node-gpu among the optional ones.
    // Install scripts are skipped: that of tfjs-node-gpu downloads an old library from a host that may be unreachable.
    const { code, output } = await npm(
      ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'],
      root,
    );
    if (code === 127)
      throw new SetupError('npm was not found: install Node with npm and run the setup again');
    if (code !== 0) throw createDownloadError('npm ci', output, 'npm registry');
  });
}

/**
 * Finds the first package of the lock file that node_modules lacks or has in another version.
 *
 * @param lock contents of package-lock.json
 * @param installed contents of node_modules/.package-lock.json, which npm writes last, or undefined
 * @returns {string | undefined} its path in the checkout and its version
 */
export function findMissingPackage(root, lock, installed) {
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link || !isNeeded(lock, path)) continue;
    const complete =
      installed?.packages[path]?.version === entry.version && existsSync(join(root, path, 'package.json'));
    if (!complete) return `${path} ${entry.version}`;
  }
  return undefined;
}

/** Returns false for optional packages that npm omits, such as those for other systems, unless nao itself names them. */
function isNeeded(lock, path) {
  const entry = lock.packages[path];
  const own = Object.keys(lock.packages[''].optionalDependencies ?? {});
  if ((!entry.optional && !entry.peer) || own.some((name) => path === `node_modules/${name}`)) return true;
  if (!entry.os && !entry.cpu && !entry.libc) return false;
  return (
    allows(entry.os, process.platform) &&
    allows(entry.cpu, process.arch) &&
    (!entry.libc || entry.libc.includes('glibc'))
  );
}

function allows(list, value) {
  return (
    !list ||
    list.includes(value) ||
    (list.every((item) => item.startsWith('!')) && !list.includes(`!${value}`))
  );
}

/** Runs npm: the same one under `npm run`, else the one on the PATH. */
function npm(args, cwd) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], { cwd })
    : run('npm', args, { cwd });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // missing or damaged: the same as not installed
  }
}
