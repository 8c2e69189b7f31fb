import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { compiledProgram } from './command';

/** A running `nao watch`. */
export interface RunningWatch {
  readonly url: string;
  readonly child: ChildProcess;
  /** Sends a signal and waits for the end. @returns the exit code */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `nao watch` in a folder, and waits for its URL. */
export async function startWatch(cwd: string, ...args: string[]): Promise<RunningWatch> {
  const child = spawn(process.execPath, [compiledProgram(), 'watch', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: process.env,
  });
  let out = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  while (!out.includes('\n')) await once(child.stdout, 'data');
  return {
    url: out.trim(),
    child,
    async end(signal = 'SIGINT') {
      const closed = once(child, 'close');
      child.kill(signal);
      const [code] = (await closed) as [number | null];
      return code;
    },
  };
}
