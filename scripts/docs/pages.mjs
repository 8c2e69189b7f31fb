import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder of the compiled sources. */
export const dist = join(root, 'dist', 'src');

/** Paths of the documentation's pages, relative to the root. */
export function pages() {
  const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...names.sort().map((name) => `docs/${name}`)];
}
