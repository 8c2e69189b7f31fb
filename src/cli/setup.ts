import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findPackageFolder } from '../native/installation';

/** `nao setup`: the program of `npm run setup`, which an installed package has too. Its exit code is passed on. */
export async function runSetupCommand({
  gpu,
  cpu,
}: {
  readonly gpu?: true;
  readonly cpu?: true;
}): Promise<void> {
  const program = path.join(findPackageFolder(), 'scripts', 'setup.mjs');
  const options = gpu ? ['--gpu'] : cpu ? ['--cpu'] : [];
  const child = spawn(process.execPath, [program, ...options], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
