/** `npm test`: sets up, runs Jest with the given arguments, and prints the totals as the last line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from './setup/foreground.mjs';
import { root, setUp } from './setup/main.mjs';
import { summarizeResults } from './setup/jest-totals.mjs';

process.exitCode = (await setUp()) || (await runTests(process.argv.slice(2)));

async function runTests(args) {
  // TensorFlow does not see the copy of the environment that Jest gives to tests, so it is set here.
  createRequire(import.meta.url)(join(root, 'dist', 'src', 'native', 'environment.js')).prepareEnvironment();
  const folder = mkdtempSync(join(tmpdir(), 'nao-test-'));
  const results = join(folder, 'results.json');
  try {
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const options = [
      '--maxWorkers=2',
      // Runs each file in a new process. Each file with TensorFlow adds an environment of the addon, which is freed only at the end of the
      // process: 20 MB and two threads. Two processes with many of them had segmentation faults (docs/architecture.md, Threads). A
      // larger limit would not help, since Jest measures only V8's memory.
      '--workerIdleMemoryLimit=0',
      '--json',
      `--outputFile=${results}`,
    ];
    // With --json Jest also prints the JSON to stdout; its readable report goes to stderr.
    const code = await runInForeground([jest, ...options, ...args], {
      cwd: root,
      stdio: ['inherit', 'ignore', 'inherit'],
    });
    const { text, failed } = summarizeResults(readFileSync(results, 'utf8'));
    process.stdout.write(`${text}\n`);
    return code || (failed > 0 ? 1 : 0);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write('Jest exited without results\n');
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
