import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findPackageFolder } from '../../native/installation';
import type { Output } from '../output/output';

/** Options of `nao setup`. */
export interface SetupOptions {
  readonly gpu?: true;
  readonly cpu?: true;
}

/**
 * Runs `nao setup`: the script of `npm run setup`, which the installed package includes. Sets the script's exit code. With --quiet what
 * it prints is shown if it fails.
 */
export async function runSetupCommand({ gpu, cpu }: SetupOptions, output: Output): Promise<void> {
  const program = path.join(findPackageFolder(), 'scripts', 'setup.mjs');
  const options = gpu ? ['--gpu'] : cpu ? ['--cpu'] : [];
  const isQuiet = output.verbosity === 'quiet';
  const child = spawn(process.execPath, [program, ...options], {
    stdio: ['inherit', 'inherit', isQuiet ? 'pipe' : 'inherit'],
  });
  let hidden = '';
  child.stderr?.on('data', (piece: Buffer) => (hidden += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode = code ?? 1;
  if (code !== 0) process.stderr.write(hidden);
}
