import { spawn } from 'node:child_process';
import { FailedError } from '../../../src/errors';

/**
 * Runs a program of this package and returns what it prints.
 *
 * @param seconds after which it is ended
 * @throws FailedError with the end of its error output, if it fails
 */
export function runProgram(
  file: string,
  argv: readonly string[],
  seconds: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    const [output, errors]: string[][] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve(output.join(''));
        return;
      }
      const last = errors.join('').trim().split('\n').slice(-3).join(' ');
      const end =
        signal === null ? `it ended with code ${code}` : `it took more than ${Math.round(seconds)} s`;
      reject(new FailedError(last === '' ? end : `${end}: ${last.slice(0, 500)}`));
    });
  });
}
