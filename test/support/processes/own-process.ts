import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** What a TypeScript file prints in a process of its own. */
export function outputOf(file: string): string {
  return execFileSync(process.execPath, ['--require', path.join(__dirname, 'typescript.cjs'), file], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
