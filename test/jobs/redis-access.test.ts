import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { parseRedisAddress, type RedisAddress } from '../../src/jobs/redis-address';
import { connectRedis } from '../../src/jobs/redis-connection';
import { KEY_PREFIX, QUEUE_NAME } from '../../src/jobs/redis-names';
import { RedisQueue } from '../../src/jobs/redis-queue';
import { runRedisWorker } from '../../src/jobs/redis-worker';
import { PASSWORD, redisServer, whenRedis } from '../support/jobs/redis-server';
import { compiledSample, linesOf, sampleJob, until } from '../support/jobs/sample';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Who may do what: rights of users, encryption, and jobs that did not come from a search.
 */

const folder = temporaryFolder();
const redis = redisServer(folder);
const log = (): string => path.join(folder(), 'log');

/** The rights of docs/distributed.md. */
const RIGHTS = ['on', '~nao:*', '+@all', '-@dangerous', '+info'];

/** Runs one job on one worker, and returns all that both have said. */
async function runOneJob(address: RedisAddress): Promise<string> {
  const said: string[] = [];
  const stop = new AbortController();
  const ended = runRedisWorker({
    address,
    thread: compiledSample('sample-thread'),
    concurrency: 1,
    folder: path.join(folder(), 'jobs'),
    signal: stop.signal,
    log: (text) => said.push(text),
  });
  const queue = await RedisQueue.open(address, { onNotice: (text) => said.push(text) });
  try {
    const key = await queue.submit(sampleJob('steps', { log: log(), steps: 1 }));
    expect(await queue.waitForOutcome(key)).toMatchObject({ kind: 'done' });
  } finally {
    await queue.close();
    stop.abort();
    await ended;
  }
  return said.join('\n');
}

whenRedis('a user with the documented rights can search and work', async () => {
  await redis().administer(['ACL', 'SETUSER', 'nao-user', '>us3r', ...RIGHTS]);
  const said = await runOneJob(parseRedisAddress(redis().url.replace(/\/\/.*@/, '//nao-user:us3r@')));
  expect(said).not.toContain('us3r');
});

/** Creates a certificate for 127.0.0.1. Returns false without openssl. */
function createCertificate(): boolean {
  const options = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test'];
  const files = ['-keyout', 'key.pem', '-out', 'cert.pem', '-addext', 'subjectAltName=IP:127.0.0.1'];
  return spawnSync('openssl', [...options, ...files], { cwd: folder() }).status === 0;
}

whenRedis('search and worker use rediss:// with a certificate that is checked', async () => {
  const port = Number(new URL(redis().url).port);
  await redis().kill();
  const tls = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'];
  const files = [
    '--tls-cert-file',
    'cert.pem',
    '--tls-key-file',
    'key.pem',
    '--tls-ca-cert-file',
    'cert.pem',
  ];
  const isPossible = createCertificate();
  const server = spawn('redis-server', [...tls, ...files, '--save', '', '--requirepass', PASSWORD], {
    cwd: folder(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  server.stdout.on('data', (text) => (output += String(text)));
  const closed = once(server, 'close');
  await Promise.race([closed, until(() => output.includes('Ready to accept'))]);
  try {
    if (!isPossible || server.exitCode !== null) {
      process.stderr.write('not tested, since openssl or TLS of redis-server is missing: rediss://\n');
      return;
    }
    const address = parseRedisAddress(redis().url.replace('redis:', 'rediss:'));
    const unknown = connectRedis(address, () => undefined, 1);
    await expect(unknown).rejects.toThrow(/^no connection to rediss:.*self.signed certificate/);
    // As NODE_EXTRA_CA_CERTS adds it for a whole process.
    const ca = fs.readFileSync(path.join(folder(), 'cert.pem'));
    await runOneJob({ ...address, connection: { ...address.connection, tls: { ca } } });
  } finally {
    server.kill('SIGKILL');
    await closed;
  }
});

whenRedis('jobs that no search has submitted fail at once, and nothing outside is touched', async () => {
  const outside = path.join(folder(), 'outside');
  fs.mkdirSync(outside);
  const connection = new Redis(redis().url, { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE_NAME, { connection, prefix: KEY_PREFIX });
  const job = sampleJob('steps', { log: log(), steps: 1 });
  await queue.add('steps', { job, isCancelled: false }, { jobId: '../outside', attempts: 3 });
  await queue.add('steps', { job: { kind: 'steps' } }, { jobId: 'malformed', attempts: 3 });
  const said = await runOneJob(parseRedisAddress(redis().url));
  for (const id of ['../outside', 'malformed']) {
    const failed = await queue.getJob(id);
    expect(failed?.failedReason).toMatch(
      /^the job is refused \([^\n]*\): submit it by a search of the version/,
    );
    expect(failed?.attemptsMade).toBe(1);
  }
  await queue.close();
  connection.disconnect();
  expect(fs.existsSync(outside)).toBe(true);
  expect(linesOf(log()).filter((line) => line.startsWith('begin'))).toHaveLength(1);
  expect(said).toContain('the job is refused');
});

whenRedis('nothing in Redis contains its password', async () => {
  await runOneJob(parseRedisAddress(redis().url));
  const connection = new Redis(redis().url);
  const texts: string[] = [];
  for (const key of await connection.keys('*')) {
    const type = await connection.type(key);
    if (type === 'hash') texts.push(JSON.stringify(await connection.hgetall(key)));
    else if (type === 'string') texts.push((await connection.get(key)) ?? '');
    else if (type === 'stream') texts.push(JSON.stringify(await connection.xrange(key, '-', '+')));
  }
  connection.disconnect();
  expect(texts.length).toBeGreaterThan(0);
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)])
    expect(texts.join('\n')).not.toContain(secret);
});
