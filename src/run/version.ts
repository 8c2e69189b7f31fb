import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findPackageFolder } from '../native/installation';

/** Reads the version in nao's package.json. */
export function readNaoVersion(): string {
  const file = path.join(findPackageFolder(), 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  if (typeof version !== 'string') throw new Error(`${file} has no version`);
  return version;
}
