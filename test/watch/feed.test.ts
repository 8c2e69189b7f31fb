import { EventEmitter, once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html } from '../../src/report/html/html';
import { Feed, selectChange } from '../../src/watch/feed';
import type { View, ViewSource } from '../../src/watch/view';

/** A source whose contents a test sets; it counts its readings. */
class FakeSource implements ViewSource {
  readonly heading = 'fake';
  readings = 0;
  private next: View | undefined;

  set(status: string, sections: Readonly<Record<string, string>>): void {
    const content = Object.entries(sections).map(([id, text]) => ({ id, content: html`${text}` }));
    this.next = { title: status, status, sections: content };
  }

  read(): Promise<View | undefined> {
    this.readings += 1;
    const view = this.next;
    this.next = undefined;
    return Promise.resolve(view);
  }
}

const failures: unknown[] = [];
afterEach(() => expect(failures.splice(0)).toEqual([]));

function createFeed(source: ViewSource): Feed {
  return new Feed(source, (error) => failures.push(error), 10);
}

test('a viewer gets the sections that have changed since its revision, and the order of all', async () => {
  const source = new FakeSource();
  const feed = createFeed(source);
  source.set('one', { a: '1', b: '<2>' });
  const first = await feed.read();
  expect(selectChange(first, 0)).toEqual({
    title: 'one',
    status: 'one',
    order: ['a', 'b'],
    changed: { a: '1', b: '&lt;2&gt;' },
  });
  expect((await feed.read()).revision).toBe(first.revision);
  source.set('two', { b: '<2>', c: '3' });
  const second = await feed.read();
  expect(selectChange(second, first.revision)).toEqual({
    title: 'two',
    status: 'two',
    order: ['b', 'c'],
    changed: { c: '3' },
  });
  expect(Object.keys(selectChange(second, 0).changed)).toEqual(['b', 'c']);
});

/** Serves a feed, and reads the events of viewers. */
async function serve(feed: Feed): Promise<{ view(since?: string): Promise<Viewer>; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.writeHead(200);
    feed.addViewer(response, new URL(request.url ?? '', 'http://x').searchParams.get('since') ?? undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    async view(since = '') {
      const [response] = (await once(get(`http://127.0.0.1:${port}/?since=${since}`), 'response')) as [
        IncomingMessage,
      ];
      return new Viewer(response);
    },
    async close() {
      await feed.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

class Viewer {
  private text = '';
  private readonly arrived = new EventEmitter();

  constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (piece: string) => {
      this.text += piece;
      this.arrived.emit('text');
    });
  }

  /** Waits for a text, and returns all that has arrived. */
  async waitFor(text: string): Promise<string> {
    while (!this.text.includes(text)) await once(this.arrived, 'text');
    return this.text;
  }

  leave(): void {
    this.response.destroy();
  }
}

test('viewers share one reader, which stops when the last has left', async () => {
  const source = new FakeSource();
  const feed = createFeed(source);
  const { view, close } = await serve(feed);
  source.set('one', { a: 'first' });
  const viewers = [await view(), await view(), await view()];
  for (const viewer of viewers) await viewer.waitFor('first');
  source.set('two', { a: 'second' });
  const texts = await Promise.all(viewers.map((viewer) => viewer.waitFor('second')));
  for (const text of texts) expect(text.match(/^event: change$/gm)).toHaveLength(2);
  expect(feed.viewerCount).toBe(3);
  for (const viewer of viewers) viewer.leave();
  while (feed.viewerCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 30));
  const { readings } = source;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(source.readings).toBe(readings);
  await close();
});

test('a viewer that comes back gets what it lacks; one of an earlier process gets all', async () => {
  const source = new FakeSource();
  const feed = createFeed(source);
  const { view, close } = await serve(feed);
  source.set('one', { a: 'first', b: 'same' });
  await feed.read();
  const revision = feed.formatRevision();
  source.set('two', { a: 'second', b: 'same' });
  const [back, foreign] = [await view(revision), await view(revision.replace(/^./, 'x'))];
  expect(await back.waitFor('second')).not.toContain('"b":"same"');
  expect(await foreign.waitFor('second')).toContain('"b":"same"');
  await close();
});

test('viewers get the last state and are told that the server ends', async () => {
  const source = new FakeSource();
  const feed = createFeed(source);
  const { view, close } = await serve(feed);
  source.set('one', { a: 'first' });
  const viewer = await view();
  await viewer.waitFor('first');
  source.set('two', { a: 'last' });
  await close();
  expect(await viewer.waitFor('event: end')).toContain('last');
});

test('a failed reading is reported, and the next one goes on', async () => {
  const source = new FakeSource();
  const read = jest.spyOn(source, 'read').mockRejectedValueOnce(new Error('once'));
  const feed = createFeed(source);
  const { view, close } = await serve(feed);
  source.set('one', { a: 'first' });
  const viewer = await view();
  await viewer.waitFor('first');
  expect(read.mock.calls.length).toBeGreaterThan(1);
  expect(failures.splice(0)).toEqual([new Error('once')]);
  viewer.leave();
  await close();
});
