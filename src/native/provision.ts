import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { packageFolder } from './installation';

/**
 * Runs the set-up of this checkout or installed package (scripts/setup.mjs), which says on stderr what it does.
 *
 * @param device which build of TensorFlow to take; undefined: the one last chosen
 * @returns its exit code: 0, or 3 where the environment lacks something
 */
export function provision(device?: 'auto' | 'cpu' | 'gpu'): number {
  const script = path.join(packageFolder(), 'scripts', 'setup.mjs');
  const { status } = spawnSync(process.execPath, [script, ...(device ? [`--${device}`] : [])], {
    stdio: 'inherit',
  });
  return status ?? 1;
}
