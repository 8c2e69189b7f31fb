import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findPackageFolder } from '../../native/installation';

/** Options of `nao setup`. */
export interface SetupOptions {
  readonly gpu?: true;
  readonly cpu?: true;
}

/** Runs `nao setup`: the script of `npm run setup`, which the installed package includes. Sets the script's exit code. */
export async function runSetupCommand({ gpu, cpu }: SetupOptions): Promise<void> {
  const program = path.join(findPackageFolder(), 'scripts', 'setup.mjs');
  const options = gpu ? ['--gpu'] : cpu ? ['--cpu'] : [];
  const child = spawn(process.execPath, [program, ...options], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
