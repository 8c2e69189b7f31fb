import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Runs a TypeScript file in a separate process and returns its output. */
export function outputOf(file: string): string {
  return execFileSync(process.execPath, ['--require', path.join(__dirname, 'typescript.cjs'), file], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
