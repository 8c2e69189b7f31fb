import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadFailure, run } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { say, step } from './log.mjs';

/** Installs the npm packages of a checkout where node_modules is not what package-lock.json says. */
export async function installPackages(root) {
  const lockFile = join(root, 'package-lock.json');
  if (!existsSync(lockFile)) return; // an installed package: its packages came with it
  const lock = readJson(lockFile);
  const missing = firstMissing(root, lock, readJson(join(root, 'node_modules', '.package-lock.json')));
  if (missing === undefined) return;
  say(`node_modules lacks ${missing}`);
  await step('install the npm packages', async () => {
    // No install scripts: tfjs-node-gpu's downloads an old library from a host that may not be reachable.
    const { code, output } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], root);
    if (code === 127)
      throw new SetupFailure('npm was not found; install Node with its npm and run the set-up again.');
    if (code !== 0) throw downloadFailure('npm ci', output, 'npm registry');
  });
}

/**
 * The first package that the lock file names and node_modules lacks or has in another version.
 *
 * @param lock the content of package-lock.json
 * @param installed the content of node_modules/.package-lock.json, which npm writes last, or undefined
 * @returns {string | undefined} its path in the checkout and its version
 */
export function firstMissing(root, lock, installed) {
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link || !isForThisMachine(entry)) continue;
    const complete =
      installed?.packages[path]?.version === entry.version && existsSync(join(root, path, 'package.json'));
    if (!complete) return `${path} ${entry.version}`;
  }
  return undefined;
}

/** npm leaves out what package.json calls optional and what is made for other systems. */
function isForThisMachine(entry) {
  if (!entry.optional && !entry.peer) return true;
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

/** Under `npm run` the same npm is used again; else the one on the path. */
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
    return undefined; // absent or torn: the same as not installed
  }
}
