/** `npm test`: sets up, runs Jest with the arguments given, and prints the totals as the last line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from './setup/foreground.mjs';
import { root, setUp } from './setup/main.mjs';
import { totals } from './setup/jest-totals.mjs';

process.exitCode = (await setUp()) || (await runTests(process.argv.slice(2)));

async function runTests(args) {
  // Jest gives tests a copy of the environment, which TensorFlow does not see: it is set here, for its processes.
  createRequire(import.meta.url)(join(root, 'dist', 'src', 'native', 'environment.js')).prepareEnvironment();
  const folder = mkdtempSync(join(tmpdir(), 'nao-test-'));
  const results = join(folder, 'results.json');
  try {
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const options = [
      '--maxWorkers=2',
      // A new process for each file: workers that had run many files with TensorFlow have ended in a segmentation fault, twice,
      // whose cause is not known. No size does instead: Jest asks V8 alone how much memory is used.
      '--workerIdleMemoryLimit=0',
      '--json',
      `--outputFile=${results}`,
    ];
    // With --json Jest prints the results to stdout too: its readable report goes to stderr.
    const code = await runInForeground([jest, ...options, ...args], {
      cwd: root,
      stdio: ['inherit', 'ignore', 'inherit'],
    });
    const line = totals(readFileSync(results, 'utf8'));
    process.stdout.write(`${line.text}\n`);
    return code || (line.failed > 0 ? 1 : 0);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write('Jest ended without results\n');
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
