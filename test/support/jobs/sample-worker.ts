import path from 'node:path';
import { reportError } from '../../../src/cli/output/report-error';
import { parseRedisAddress } from '../../../src/jobs/redis-address';
import { runRedisWorker } from '../../../src/jobs/redis-worker';

/*
 * A worker process for tests: node sample-worker.js REDIS FOLDER LOCK_MS. SIGTERM stops it.
 */
const [url, folder, lockMs] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => {
  stop.abort();
  process.stdout.write('SIGTERM\n');
});
runRedisWorker({
  address: parseRedisAddress(url),
  thread: path.join(__dirname, 'sample-thread.js'),
  concurrency: 1,
  folder,
  lockMs: Number(lockMs),
  signal: stop.signal,
  log: (text) => process.stdout.write(`${text}\n`),
}).catch((error: unknown) => {
  process.exitCode = reportError(error);
});
