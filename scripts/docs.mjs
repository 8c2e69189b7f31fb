/**
 * `npm run docs:tables`: writes the generated parts of README.md and docs/*.md from the compiled code in dist and the
 * doc comments in src. `--check` writes nothing and fails if a page is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceBlocks } from './docs/blocks.mjs';
import { columnBlocks } from './docs/columns.mjs';
import { commandBlocks } from './docs/commands.mjs';
import { pages, root } from './docs/pages.mjs';
import { settingBlocks } from './docs/settings.mjs';

const check = process.argv.includes('--check');
const blocks = new Map([...settingBlocks(), ...commandBlocks(), ...columnBlocks()]);
const stale = pages().filter((page) => {
  const file = join(root, page);
  const old = readFileSync(file, 'utf8');
  const text = replaceBlocks(old, blocks, page);
  if (!check && text !== old) writeFileSync(file, text);
  return text !== old;
});
if (check && stale.length > 0) {
  process.stderr.write(`generated tables are stale in ${stale.join(', ')}: run npm run docs:tables\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    stale.length > 0 ? `written: ${stale.join(', ')}\n` : 'generated tables are up to date\n',
  );
}
