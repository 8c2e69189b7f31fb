import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { compiledProgram, nao, readTimelessLogs, useOwnCache, whenSetUp } from '../../support/cli/command';
import { startWatch } from '../../support/cli/watch';
import { wholeRun } from '../../support/report/synthetic-run';
import { temporaryFolder } from '../../support/temp-folder';

const folder = temporaryFolder();
useOwnCache(folder);

test('nao watch prints a URL that serves the runs, until a signal ends it with code 0', async () => {
  fs.mkdirSync(path.join(folder(), 'my run'));
  for (const [file, text] of Object.entries(wholeRun())) {
    fs.writeFileSync(path.join(folder(), 'my run', file), text);
  }
  const watch = await startWatch(folder());
  expect(watch.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const page = await (await fetch(`${watch.url}run/my%20run`)).text();
  expect(page).toContain('<h1>my run</h1>');
  const events = await fetch(`${watch.url}events`);
  const { port } = new URL(watch.url);
  const taken = nao(folder(), 'watch', '--port', port);
  expect(taken).toMatchObject({ code: 2, out: '' });
  expect(taken.err).toBe(
    `nao: port ${port} of 127.0.0.1 is in use: give another with --port, or leave it out for a free one\n`,
  );
  // Viewers are told, and do not keep it alive.
  const [code, text] = await Promise.all([watch.end('SIGINT'), events.text()]);
  expect(code).toBe(0);
  expect(text).toContain('event: end');
  expect(fs.readdirSync(path.join(folder(), 'my run')).sort()).toEqual(Object.keys(wholeRun()).sort());
});

test('nao watch passes over SIGHUP without a terminal, as under nohup', async () => {
  const watch = await startWatch(folder());
  watch.child.kill('SIGHUP');
  expect((await fetch(watch.url)).status).toBe(200);
  expect(await watch.end('SIGTERM')).toBe(0);
});

test('nao watch on all addresses prints a URL with a token', async () => {
  const watch = await startWatch(folder(), '--host', '0.0.0.0');
  const { port, pathname } = new URL(watch.url);
  expect(pathname).toMatch(/^\/[\w-]{32}\/$/);
  const [withToken, without] = await Promise.all(
    [pathname, '/'].map((target) => fetch(`http://127.0.0.1:${port}${target}`)),
  );
  expect([withToken.status, without.status]).toEqual([200, 403]);
  expect(await watch.end('SIGTERM')).toBe(0);
});

whenSetUp('--watch serves a page while a search runs, and leaves its results the same', async () => {
  const space = createCnnSpace(2);
  const random = createRandomStream(1, 'table');
  const rows = Array.from({ length: 40 }, () => `${space.format(space.sample(random))},${random()}`);
  fs.writeFileSync(path.join(folder(), 'table.csv'), `architecture,valid_accuracy\n${rows.join('\n')}\n`);
  const search = ['search', '--preset', 'tiny', '--mode', 'table', '--table', 'table.csv', '--seed', '7'];
  search.push('--set', 'controller.epochs=100');
  expect(nao(folder(), ...search, '--out', 'alone')).toMatchObject({ code: 0 });

  const args = [compiledProgram(), ...search, '--out', 'watched', '--watch'];
  const child = spawn(process.execPath, args, { cwd: folder(), env: process.env });
  let out = '';
  let events: Promise<string> | undefined;
  const follow = (piece: Buffer): void => {
    out += piece.toString();
    const [, url] = /live page: (http:\S+)\n/.exec(out) ?? [];
    if (url !== undefined) events ??= fetch(`${url}events`).then((response) => response.text());
  };
  child.stdout.on('data', follow);
  child.stderr.on('data', follow);
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  expect(readTimelessLogs(path.join(folder(), 'watched'))).toEqual(
    readTimelessLogs(path.join(folder(), 'alone')),
  );
  // The server has ended with the search, after it sent the last state.
  const text = (await events) ?? '';
  expect([...text.matchAll(/"title":"([^"]*)"/g)].at(-1)?.[1]).toBe('watched: finished');
  expect(text.endsWith('event: end\ndata: {}\n\n')).toBe(true);
});

whenSetUp('the live page of a training does not get the password of the queue', async () => {
  const args = [
    'train',
    '--preset',
    'tiny',
    '--arch',
    'NAO-RNN-PTB',
    '--seed',
    '1',
    '--out',
    'trained',
    '--watch',
  ];
  const env = { ...process.env, NAO_QUEUE: 'redis://:secret@localhost' };
  const child = spawn(process.execPath, [compiledProgram(), ...args], { cwd: folder(), env });
  const environments: string[] = [];
  const follow = (piece: Buffer): void => {
    if (environments.length > 0 || !piece.toString().includes('live page: ')) return;
    const children = fs.readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    for (const pid of children.split(' ')) environments.push(fs.readFileSync(`/proc/${pid}/environ`, 'utf8'));
  };
  child.stdout.on('data', follow);
  child.stderr.on('data', follow);
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(environments).toHaveLength(1);
  expect(environments[0]).toContain('PATH=');
  expect(environments[0]).not.toContain('secret');
});

test.each([
  [['missing'], 'there is no folder missing: give a run folder, or a folder with runs'],
  [['--port', '0'], "--port is '0': give a whole number of at least 1"],
  [['--port', '70000'], "--port is '70000': give a whole number from 1 to 65535"],
])('nao watch %j is refused', (args, message) => {
  expect(nao(folder(), 'watch', ...args)).toEqual({ code: 2, out: '', err: `nao: ${message}\n` });
});

test('the port of a killed nao watch is free again', async () => {
  const watch = await startWatch(folder());
  expect(await watch.end('SIGKILL')).toBeNull();
  const { port } = new URL(watch.url);
  await new Promise<void>((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(Number(port), '127.0.0.1', () => server.close(() => resolve()));
  });
});
