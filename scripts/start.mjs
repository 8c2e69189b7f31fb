/** `npm start`, `npm run bench`: sets up, then runs `nao` with the given arguments. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runInForeground } from './setup/foreground.mjs';
import { root, setUp } from './setup/main.mjs';
import { log } from './setup/log.mjs';

const program = join(root, 'dist', 'src', 'cli', 'nao.js');
const failed = await setUp();
if (failed) process.exitCode = failed;
else if (!existsSync(program)) {
  log(`${program} was not built`);
  process.exitCode = 1;
} else process.exitCode = await runInForeground([program, ...process.argv.slice(2)]);
