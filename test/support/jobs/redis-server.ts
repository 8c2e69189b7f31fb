import { Redis } from 'ioredis';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** A Redis server of a test, on a free port. */
export interface RedisServer {
  /** Address with the password. */
  readonly url: string;
  /** Kills the server. */
  kill(): Promise<void>;
  /** Starts the server again on the same port, with the data on its disk. */
  start(): Promise<void>;
  /** Runs commands on one connection, opened with the initial password. */
  administer(...commands: readonly string[][]): Promise<void>;
  /** Removes the data on the disk of a killed server. */
  forget(): void;
}

export const PASSWORD = 's3cret/w@rd';

export const isRedisInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** `test` for tests that need a Redis server. Skips them with a message if none is installed. */
export function whenRedis(...[name, run, limit]: Parameters<typeof test>): void {
  if (isRedisInstalled) {
    test(name, run, limit);
    return;
  }
  process.stderr.write(`not tested, since redis-server is not installed: ${String(name)}\n`);
  test.skip(name, run, limit);
}

/** Starts a server with an empty disk before each test of the file, and kills it afterwards. */
export function redisServer(folder: () => string): () => RedisServer {
  let server: RedisServer | undefined;
  beforeEach(async () => {
    if (isRedisInstalled) server = await startRedis(path.join(folder(), 'redis'));
  });
  afterEach(() => server?.kill());
  return () => {
    if (server === undefined) throw new Error('no Redis server is running');
    return server;
  };
}

/** Starts a server with its data in a folder. */
export async function startRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    fs.mkdirSync(folder, { recursive: true });
    const options = {
      '--port': String(port),
      '--bind': '127.0.0.1',
      '--dir': folder,
      '--save': '',
      '--requirepass': PASSWORD,
      '--appendonly': 'yes',
      '--appendfsync': 'always',
    };
    child = spawn('redis-server', Object.entries(options).flat(), { stdio: ['ignore', 'pipe', 'ignore'] });
    await ready(child);
  };
  await start();
  return {
    url: `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    start,
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
    async administer(...commands) {
      const connection = new Redis({ port, password: PASSWORD });
      try {
        for (const [name, ...args] of commands) await connection.call(name, ...args);
      } finally {
        connection.disconnect();
      }
    },
    forget: () => fs.rmSync(folder, { recursive: true }),
  };
}

async function ready(child: ChildProcess): Promise<void> {
  let output = '';
  for await (const text of child.stdout ?? []) {
    output += String(text);
    if (output.includes('Ready to accept connections')) return;
  }
  throw new Error(`redis-server ended: ${output}`);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
