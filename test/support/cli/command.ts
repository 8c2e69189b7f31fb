import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { getCacheFolder } from '../../../src/data/cache-folder';
import { findInstallation } from '../../../src/native/installation';
import { removeTimeColumns } from '../../../src/run/log-columns';

const root = path.join(__dirname, '..', '..', '..');

/** Returns the path of the compiled program, compiling it if needed: its worker threads run only JavaScript. */
export function compiledProgram(): string {
  const program = path.join(root, 'dist', 'src', 'cli', 'nao.js');
  if (!fs.existsSync(program)) {
    spawnSync(process.execPath, [path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  }
  return program;
}

/** Defines a test that needs TensorFlow. It is skipped with a note if the native library is not set up. */
export function whenSetUp(...args: Parameters<typeof test>): void {
  if (isSetUp()) {
    test(...args);
    return;
  }
  const [name] = args;
  process.stderr.write(`skipped: ${String(name)} (the native library is not set up: run npm run setup)\n`);
  test.skip(...args);
}

/** Returns true if the native library is set up. */
export function isSetUp(): boolean {
  try {
    findInstallation();
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives each test of the file its own cache folder, with the kernel checks of the user's cache. Programs see it only if
 * started with `env: process.env`: Jest's copy of the environment is not the default.
 */
export function useOwnCache(folder: () => string): void {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.NAO_CACHE_DIR;
    process.env.NAO_CACHE_DIR = createOwnCache(folder());
  });
  afterEach(() => {
    if (before === undefined) delete process.env.NAO_CACHE_DIR;
    else process.env.NAO_CACHE_DIR = before;
  });
}

/** Creates a cache folder in a folder, with the kernel checks of the user's cache. @returns its path */
export function createOwnCache(folder: string): string {
  const verdicts = path.join(getCacheFolder(), 'kernel-check');
  const own = path.join(folder, 'cache');
  if (fs.existsSync(verdicts)) fs.cpSync(verdicts, path.join(own, 'kernel-check'), { recursive: true });
  return own;
}

/** Runs `nao` in `cwd` until it exits. */
export function nao(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiledProgram(), ...args], {
    cwd,
    encoding: 'utf8',
    env: process.env,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Returns the messages in what a command wrote to standard error, without its progress. */
export function findMessages(err: string): string {
  const lines = err.split('\n').filter((line) => line.startsWith('nao: '));
  return lines.map((line) => `${line}\n`).join('');
}

/** Runs `nao` in `cwd` and sends it SIGINT when `isTime` returns true; it is polled. */
export async function runAndInterrupt(
  cwd: string,
  args: readonly string[],
  isTime: () => boolean,
): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: process.env,
  });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const closed = once(child, 'close');
  while (child.exitCode === null && !isTime()) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGINT');
  const [code] = (await closed) as [number | null];
  return { code, err: findMessages(err) };
}

/** Reads the files of a folder whose names match, by name. */
export function readFiles(run: string, kind = /\.csv$/): Record<string, string> {
  const files = fs.readdirSync(run).filter((file) => kind.test(file));
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(run, file), 'utf8')]));
}

/** Reads a run's CSV logs without columns of measured time, by file. */
export function readTimelessLogs(run: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readFiles(run)).map(([file, text]) => [file, removeTimeColumns(text)]),
  );
}
