import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PROGRAM = path.join(__dirname, '..', '..', 'src', 'cli', 'nao.js');

/** Time after which a program counts as hung: some need 6 minutes on a machine with 20 processes for each core. */
const HANG_MS = 1_800_000;

/** How a program ended. */
export interface Ended {
  /** Exit code, or null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Both output streams. */
  readonly output: string;
  readonly hung: boolean;
  readonly milliseconds: number;
}

/** A running `nao`. */
export interface Program {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
}

/** Options of a program's start. */
export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Time after which it counts as hung and is killed. */
  readonly hangMs?: number;
}

/** Starts `nao` in a folder. */
export function startProgram(cwd: string, args: readonly string[], options?: StartOptions): Program {
  return startNode(cwd, [PROGRAM, ...args], options);
}

/** Starts Node in a folder. */
export function startNode(
  cwd: string,
  args: readonly string[],
  { environment, hangMs = HANG_MS }: StartOptions = {},
): Program {
  const from = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  let hung = false;
  const kill = (): void => {
    hung = true;
    child.kill('SIGKILL');
  };
  const timer = hangMs === Infinity ? undefined : setTimeout(kill, hangMs);
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    clearTimeout(timer);
    return {
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      output,
      hung,
      milliseconds: performance.now() - from,
    };
  });
  return { process: child, ended, output: () => output };
}

/** Runs `nao` in a folder until it exits. */
export function runProgram(...args: Parameters<typeof startProgram>): Promise<Ended> {
  return startProgram(...args).ended;
}

/** Exit codes that the documentation knows. */
const KNOWN_CODES = [0, 1, 2, 3, 75, 130];

const TRACE = /this is a fault of nao|\n\s+at .+:\d+:\d+/;

/** Returns what is wrong with the way a program ended, apart from its results. */
export function findFaults({ code, signal, output, hung }: Ended, sent?: NodeJS.Signals): string[] {
  const faults: string[] = [];
  if (hung) faults.push(`hang: no exit in ${HANG_MS / 1000} s`);
  else if (code === null && signal !== sent) faults.push(`crash: ended by ${String(signal)}`);
  else if (code !== null && !KNOWN_CODES.includes(code)) faults.push(`exit code ${code}`);
  if (TRACE.test(output)) faults.push(`trace: ${output.slice(-1500)}`);
  return faults;
}
