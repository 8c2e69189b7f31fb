import { once } from 'node:events';
import fs from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { startWatchServer, type WatchServer } from '../../src/watch/server';
import {
  ARCHITECTURE_COLUMNS,
  CONFIG,
  lines,
  ROUND_COLUMNS,
  wholeRun,
} from '../support/report/synthetic-run';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();
const at = (...parts: string[]): string => path.join(folder(), ...parts);
const servers: WatchServer[] = [];
const failures: unknown[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  expect(failures.splice(0)).toEqual([]);
});

async function serve(watched = folder(), host = '127.0.0.1'): Promise<string> {
  const onFailure = (error: unknown): unknown => failures.push(error);
  const server = await startWatchServer({ folder: watched, host, port: 0, onFailure });
  servers.push(server);
  return server.url;
}

/** A run of one scored architecture, which is drawn in no time. */
const SMALL = {
  'config.yaml': 'mode: ws\nspace: { name: cnn, nodes: 2 }\nsearch: { rounds: 1 }\n',
  'architectures.csv': lines([
    ARCHITECTURE_COLUMNS,
    '1,0,random,,,0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0,,0.5,1,40,,1,1',
  ]),
  'rounds.csv': lines([ROUND_COLUMNS, '1,1,1,0,0.5,0.5,0.5,0.5,,,,0,0,0,1,80,3']),
};

function writeRun(name: string, files: Readonly<Record<string, string>> = SMALL): void {
  fs.mkdirSync(at(name), { recursive: true });
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(at(name, file), text);
}

interface Reply {
  readonly code: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Requests a path as it is. `URL` would resolve its dots. */
async function ask(
  url: string,
  target: string,
  options: { host?: string; method?: string } = {},
): Promise<Reply> {
  const { hostname, port, host } = new URL(url);
  const sent = request({
    hostname,
    port,
    path: target,
    method: options.method ?? 'GET',
    headers: { host: options.host ?? host },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of response) text += String(piece);
  return { code: response.statusCode, headers: response.headers, text };
}

/** Follows the events of a page. `waitFor` resolves to all text so far once it matches. */
async function follow(url: string): Promise<{ waitFor(pattern: RegExp): Promise<string>; leave(): void }> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (piece: string) => (text += piece));
  return {
    async waitFor(pattern) {
      while (!pattern.test(text)) await once(response, 'data');
      return text;
    },
    leave: () => response.destroy(),
  };
}

/** Returns the sections of a page as the first event has them. */
async function readSections(url: string, target: string): Promise<Readonly<Record<string, string>>> {
  const { waitFor, leave } = await follow(new URL(`.${target}events`, url).href);
  const [, json] = /data: (.*)/.exec(await waitFor(/event: change\ndata: .*\n\n/)) ?? [];
  leave();
  return (JSON.parse(json) as { changed: Record<string, string> }).changed;
}

/** Lists all files below the folder with their times and contents. */
function snapshot(): Record<string, string> {
  const files = fs.readdirSync(folder(), { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files.map((file) => {
      const stat = fs.statSync(at(file));
      return [file, `${stat.mtimeMs} ${stat.isFile() ? fs.readFileSync(at(file), 'utf8') : ''}`];
    }),
  );
}

test('the list links runs with their states, and their pages show them; nothing is written', async () => {
  writeRun('quick-1');
  const name = path.join('deep', 'b<i> &"1');
  writeRun(name, { ...wholeRun(), 'config.yaml': CONFIG.replace('fashion-mnist', '"<img src=x>"') });
  const before = snapshot();
  const url = await serve();
  const { runs } = await readSections(url, '/');
  expect(runs).toContain('<a href="/run/quick-1">quick-1</a>');
  expect(runs).toContain('<a href="/run/deep%2Fb%3Ci%3E%20%26%221">deep/b&lt;i&gt; &amp;&quot;1</a>');
  expect(runs).toMatch(/finished/);
  const sections = await readSections(url, '/run/deep%2Fb%3Ci%3E%20%26%221/');
  const text = Object.values(sections).join('');
  for (const title of [
    'Best so far',
    'Best cells',
    'Newest architectures',
    'Pool',
    'Messages',
    'Controller',
  ]) {
    expect(text).toContain(`<h2>${title}</h2>`);
  }
  expect(text).toContain('&lt;img src=x&gt;');
  expect(text).not.toMatch(/<img|<i>/);
  // The page itself contains what has been read.
  const page = await ask(url, '/run/deep%2Fb%3Ci%3E%20%26%221');
  expect(page.code).toBe(200);
  expect(page.text).toContain(sections.pool);
  expect(snapshot()).toEqual(before);
});

test('pages load nothing from elsewhere, and no other page may embed or read them', async () => {
  const { headers } = await ask(await serve(), '/');
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]{44}';/);
  expect(policy).toContain("connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
});

test.each(['evil.org', 'evil.org:80'])('a request with the host %j is refused', async (host) => {
  const reply = await ask(await serve(), '/', { host });
  expect(reply.code).toBe(403);
  expect(reply.text).not.toContain('Runs in');
});

test('other methods are refused', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await ask(await serve(), '/', { method })).toMatchObject({ code: 405 });
  }
});

test('paths that are no run lead nowhere', async () => {
  writeRun('inside');
  fs.mkdirSync(at('watched'));
  const url = await serve(at('watched'));
  for (const target of [
    '/run/../inside',
    '/run/..%2Finside',
    `/run/${encodeURIComponent(at('inside'))}`,
    '/run/.',
    '/run/%2e%2e%2finside/events',
    '/etc/passwd',
    '/run/%00',
  ]) {
    const { code, text } = await ask(url, target);
    expect([target, code]).toEqual([target, 404]);
    expect(text).not.toContain('inside</');
  }
});

test('on another address every request needs the token', async () => {
  writeRun('a');
  const url = await serve(folder(), '0.0.0.0');
  const [, token] = new URL(url).pathname.split('/');
  expect(token).toMatch(/^[\w-]{32}$/);
  const local = url.replace(os.hostname(), '127.0.0.1');
  expect(await ask(local, `/${token}/`)).toMatchObject({ code: 200 });
  expect((await readSections(local, '/')).runs).toContain(`<a href="/${token}/run/a">a</a>`);
  expect(await ask(local, `/${token}/run/a`)).toMatchObject({ code: 200 });
  for (const target of [
    '/',
    '/run/a',
    '/events',
    '/run/a/events',
    `/${token}x/`,
    `/?token=${token}`,
    `//${token}/`,
  ]) {
    const { code, text } = await ask(local, target);
    expect([target, code]).toEqual([target, 403]);
    expect(text).not.toContain(token);
  }
});

test('events follow the files of a run as they grow', async () => {
  const files = wholeRun();
  const rows = files['architectures.csv'].split('\r\n');
  writeRun('a', { ...files, 'architectures.csv': `${rows.slice(0, 31).join('\r\n')}\r\n` });
  const { waitFor, leave } = await follow(`${await serve(at('a'))}events`);
  const first = await waitFor(/event: change\ndata: .*\n\n/);
  expect(first).toContain('The best of 30 evaluations');
  fs.appendFileSync(at('a', 'architectures.csv'), `${rows.slice(31, 36).join('\r\n')}\r\n`);
  const second = (await waitFor(/The best of 35 evaluations/)).slice(first.length);
  expect(second).not.toContain('"training":'); // its log has not changed
  fs.writeFileSync(at('a', 'messages.log'), '2026-01-02T03:04:05.678Z a <b>new</b> message\n');
  await waitFor(/a &lt;b&gt;new&lt;\/b&gt; message/);
  leave();
});

test('runs appear in the list and vanish from it, and a deleted run says so', async () => {
  writeRun('a');
  const url = await serve();
  const list = await follow(`${url}events`);
  const run = await follow(`${url}run/a/events`);
  await list.waitFor(/1 finished/);
  await run.waitFor(/Best so far/);
  writeRun('b');
  await list.waitFor(/2 finished/);
  fs.rmSync(at('a'), { recursive: true });
  await list.waitFor(/"status":"1 finished".*"status":"2 finished".*"status":"1 finished"/s);
  expect(await run.waitFor(/was deleted or moved: this page shows it again/)).toContain('"order":["status"]');
  writeRun('a');
  await run.waitFor(/deleted or moved.*Best so far/s);
  list.leave();
  run.leave();
});

test('a damaged run says what is wrong, and shows the rest', async () => {
  writeRun('a');
  fs.rmSync(at('a', 'config.yaml'));
  fs.mkdirSync(at('a', 'checkpoints'));
  const { status, pool } = await readSections(await serve(), '/run/a/');
  expect(status).toMatch(/config\.yaml is missing: restore the file/);
  expect(pool).toContain('1 architecture, scored until round 1');
});

test('an empty folder says how to start a run', async () => {
  expect((await readSections(await serve(), '/')).runs).toContain('There is no run in');
});

test('a folder, port or host that cannot be used is an input error', async () => {
  const onFailure = (): void => undefined;
  const start = (watched: string, host: string, port: number) =>
    startWatchServer({ folder: watched, host, port, onFailure });
  await expect(start(at('missing'), '127.0.0.1', 0)).rejects.toEqual(
    new InputError(`there is no folder ${at('missing')}: give a run folder, or a folder with runs`),
  );
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(start(folder(), '127.0.0.1', port)).rejects.toEqual(
    new InputError(
      `port ${port} of 127.0.0.1 is in use: give another with --port, or leave it out for a free one`,
    ),
  );
  other.close();
  await expect(start(folder(), '192.0.2.1', 0)).rejects.toEqual(
    new InputError("--host is '192.0.2.1', which is no address of this machine: give one of its addresses"),
  );
});
