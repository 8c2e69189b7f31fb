import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../../src/errors';
import { parseRedisAddress } from '../../src/jobs/redis-address';
import { connectRedis } from '../../src/jobs/redis-connection';
import { RedisQueue } from '../../src/jobs/redis-queue';
import { isRefusal } from '../../src/jobs/waiting-redis';
import { PASSWORD, redisServer, whenRedis } from '../support/jobs/redis-server';
import { linesOf, sampleJob, until, untilLogged } from '../support/jobs/sample';
import { endWorkers, startWorker } from '../support/jobs/worker-process';
import { temporaryFolder } from '../support/temp-folder';

/*
 * Servers that answer, but refuse commands.
 */

let queue: RedisQueue | undefined;

afterEach(async () => {
  await queue?.close();
  queue = undefined;
  await endWorkers();
});

// After the hook above: afterEach hooks run in order, and the queue and the workers must stop before their server.
const folder = temporaryFolder();
const redis = redisServer(folder);
const log = (): string => path.join(folder(), 'log');

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'. script: 27e, on @user_script:7.", true],
  ['ERR Error running script (call to f_27e): @user_script:41: -OOM command not allowed when used', true],
  ["READONLY You can't write against a read only replica.", true],
  ['MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist on disk.', true],
  ['NOREPLICAS Not enough good replicas to write.', true],
  ['CLUSTERDOWN The cluster is down', true],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", true],
  ['LOADING Redis is loading the dataset in memory', true],
  ['TRYAGAIN Multiple keys request during rehashing of slot', true],
  ['BUSY Redis is busy running a script.', true],
  ['UNBLOCKED force unblock from blocking operation, instance state changed', true],
  ["NOPERM this user has no permissions to run the 'eval' command", false],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', false],
  ['MOVED 3999 127.0.0.1:6381', false],
])('%s: for now: %j', (message, expected) => {
  expect(isRefusal(new Error(message))).toBe(expected);
});

/** Ways in which a server refuses writes, with the commands that begin and end it. */
const refusals: [reply: string, begin: string[], end: string[]][] = [
  ['OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
  ['READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
];

for (const [reply, begin, end] of refusals) {
  whenRedis(`search and worker wait while Redis answers ${reply}, and the job runs once`, async () => {
    const lockMs = 1000;
    const notices: string[] = [];
    const gate = path.join(folder(), 'gate');
    await redis().administer(begin);
    const worker = await startWorker(redis().url, path.join(folder(), 'jobs'), lockMs);
    queue = await RedisQueue.open(parseRedisAddress(redis().url), { onNotice: (text) => notices.push(text) });
    const submitted = queue.submit(sampleJob('steps', { log: log(), steps: 3, gate: { at: 2, file: gate } }));
    const refused = (times: number) => (): boolean =>
      [notices.join('\n'), worker.output()].every(
        (text) => countLines(text, `refuses commands (${reply}`) === times,
      );
    await until(refused(1));
    await pause(1500); // one more try
    await redis().administer(end);
    const key = await submitted;
    await untilLogged(log(), /step 0 1 2 3 1$/);
    await redis().administer(begin);
    const next = queue.submit(sampleJob('steps', { log: log(), steps: 1 }, { architecture: 'next' }));
    await until(refused(2));
    fs.writeFileSync(gate, '');
    await untilLogged(log(), /step 0 1 2 3 3$/);
    await pause(2 * lockMs); // the lock expires
    await redis().administer(end);
    expect(await queue.waitForOutcome(key)).toEqual({
      kind: 'done',
      result: { architecture: '0 1 2 3', seed: 5, steps: 3 },
    });
    expect(await queue.waitForOutcome(await next)).toMatchObject({ kind: 'done' });
    expect(linesOf(log()).filter((line) => line.startsWith('begin'))).toEqual([
      'begin 0 1 2 3 at 0, attempt 1',
      'begin next at 0, attempt 1',
    ]);
    for (const text of [notices.join('\n'), worker.output()]) {
      expect(text.replaceAll(/:\d+/g, ':PORT')).not.toMatch(/lost the connection|Error:|\n\s+at /);
      expect(countLines(text, `refuses commands (${reply}`)).toBe(2);
      expect(countLines(text, 'accepts commands again')).toBe(2);
      expect(text).not.toContain(PASSWORD);
    }
  });
}

whenRedis('SIGTERM ends a worker whose Redis refuses to release its job', async () => {
  const worker = await startWorker(redis().url, path.join(folder(), 'jobs'), 2000);
  queue = await RedisQueue.open(parseRedisAddress(redis().url), { onNotice: () => undefined });
  await queue.submit(sampleJob('steps', { log: log(), steps: 1_000_000, stepMs: 10 }));
  await untilLogged(log(), /step 0 1 2 3 3$/);
  await redis().administer(['CONFIG', 'SET', 'maxmemory', '1']);
  await until(() => worker.output().includes('refuses commands'));
  worker.signal('SIGTERM');
  expect(await worker.code).toBe(0);
  expect(worker.output()).toMatch(/stopped; without a connection to Redis it is released/);
});

whenRedis('a user without the right to read a key is refused in one sentence', async () => {
  await redis().administer(['ACL', 'SETUSER', 'limited', 'on', '>limited', '~other:*', '+@all']);
  const url = redis().url.replace(/\/\/.*@/, '//limited:limited@');
  const opening = RedisQueue.open(parseRedisAddress(url), { onNotice: () => undefined });
  await expect(opening).rejects.toThrow(EnvironmentError);
  await expect(opening).rejects.toThrow(/^redis:\/\/[^ ]+ rejects the user or password .*\(NOPERM/);
});

test('an address that does not answer is said to be waited for, with the time', async () => {
  const notices: string[] = [];
  // 192.0.2.1 is reserved for documentation: no machine has it.
  const connecting = connectRedis(
    parseRedisAddress('redis://192.0.2.1:6379'),
    (text) => notices.push(text),
    1,
  );
  await expect(connecting).rejects.toThrow(/^no connection to redis:\/\/192\.0\.2\.1:6379 within 1 s/);
  expect(notices).toEqual([
    expect.stringMatching(/^no connection to redis:\/\/192\.0\.2\.1:6379 yet \(.*\): trying for 1 s$/),
  ]);
});

function countLines(text: string, part: string): number {
  return text.split('\n').filter((line) => line.includes(part)).length;
}
