import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { InputError } from '../errors';
import { findFile } from '../files/find';
import { describeReason, getErrorCode } from '../files/system-errors';
import { readRunState } from '../run/run-state';
import { createToken, formatUrlHost, isLoopback, isOwnHost } from './access';
import { Feed } from './feed';
import { ListSource, nameRuns } from './list-source';
import { CONTENT_SECURITY_POLICY, renderPage, renderSentence } from './page';
import { formatRunPath, parseRoute, type Route } from './route';
import { RunSource } from './run-source';
import type { ViewSource } from './view';

/** What is watched and where the pages are served. */
export interface WatchOptions {
  /** A run folder, or a folder with runs below. */
  readonly folder: string;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Called with errors of the program, which end no connection. */
  onFailure(error: unknown): void;
}

/** A running server. */
export interface WatchServer {
  /** Address of the first page, with the token if there is one. */
  readonly url: string;
  /** Tells the viewers that it ends, and stops listening. */
  close(): Promise<void>;
}

/** Connections that follow events, at most. */
const MAX_VIEWERS = 500;

/** Milliseconds that viewers have to take the last state. */
const LAST_WORDS_MS = 1000;

/** Milliseconds for which a page without viewers is kept, so that loading it again draws nothing. */
const KEPT_MS = 60_000;

/**
 * Serves live pages of a run, or of all runs in a folder. It reads the folders and never writes there.
 *
 * @throws InputError if the folder does not exist, or the host or port cannot be used
 */
export async function startWatchServer(options: WatchOptions): Promise<WatchServer> {
  const { folder, host, port } = options;
  if (findFile(folder)?.isDirectory() !== true) {
    throw new InputError(`there is no folder ${folder}: give a run folder, or a folder with runs`);
  }
  const token = isLoopback(host) ? undefined : createToken();
  const root = token === undefined ? '/' : `/${token}/`;
  const pages = new Pages(options, root);
  const server = createServer((request, response) => {
    pages.answer(request, response, host, token).catch((error: unknown) => {
      options.onFailure(error);
      if (response.headersSent) response.destroy();
      else sendSentence(response, 500, 'The page cannot be made: the terminal of nao watch says why.');
    });
  });
  await listen(server, host, port);
  const { port: usedPort } = server.address() as AddressInfo;
  return {
    url: `http://${formatUrlHost(host)}:${usedPort}${root}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await pages.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(createListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function createListenError(error: unknown, host: string, port: number): InputError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} of ${host} is in use: give another with --port, or leave it out for a free one`,
    EACCES: `port ${port} needs more rights: give one from 1024 with --port, or leave it out for a free one`,
    EADDRNOTAVAIL: `--host is '${host}', which is no address of this machine: give one of its addresses`,
    ENOTFOUND: `--host is '${host}', which is no address of this machine: give one of its addresses`,
  };
  const message =
    reasons[getErrorCode(error) ?? ''] ??
    `cannot listen on port ${port} of ${host} (${describeReason(error)}): give another with --port or --host`;
  return new InputError(message, { cause: error });
}

/** The pages of a server. Each is read and drawn once for all of its viewers. */
class Pages {
  private readonly feeds = new Map<string | undefined, Feed>();
  private readonly timers = new Map<Feed, NodeJS.Timeout>();
  /** True if the watched folder is a run itself: it then has no list. */
  private readonly isRun: boolean;

  constructor(
    private readonly options: WatchOptions,
    private readonly root: string,
  ) {
    this.isRun = readRunState(options.folder) !== undefined;
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    host: string,
    token: string | undefined,
  ): Promise<void> {
    if (!isOwnHost(request.headers.host, host)) {
      sendSentence(
        response,
        403,
        'This address is not one that nao watch serves: use the one that it printed.',
      );
      return;
    }
    if (request.method !== 'GET') {
      sendSentence(response, 405, 'nao watch only answers GET requests.');
      return;
    }
    const route = parseRoute(request.url ?? '/', token);
    if (route === 'forbidden') {
      sendSentence(response, 403, 'The token is missing or wrong: use the address that nao watch printed.');
      return;
    }
    const feed = route === 'unknown' ? undefined : this.find(route.run);
    if (route === 'unknown' || feed === undefined) {
      sendSentence(response, 404, 'There is no such run: it may have been deleted or moved.', this.root);
      return;
    }
    if (route.kind === 'page') await this.sendPage(response, feed, route);
    else this.sendEvents(request, response, feed, route);
  }

  async close(): Promise<void> {
    await Promise.all([...this.feeds.values()].map((feed) => feed.close()));
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private async sendPage(response: ServerResponse, feed: Feed, { run }: Route): Promise<void> {
    const state = await feed.readSoon();
    const base = run === undefined ? this.root : `${formatRunPath(this.root, run)}/`;
    const frame = {
      heading: feed.source.heading,
      events: `${base}events`,
      list: run === undefined ? undefined : this.root,
      revision: feed.formatRevision(state.revision),
    };
    sendPage(response, 200, renderPage(frame, state));
  }

  private sendEvents(request: IncomingMessage, response: ServerResponse, feed: Feed, { since }: Route): void {
    const viewers = [...this.feeds.values()].reduce((sum, { viewerCount }) => sum + viewerCount, 0);
    if (viewers >= MAX_VIEWERS) {
      sendSentence(response, 503, 'Too many pages are open: close some.');
      return;
    }
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no', // nginx would collect the events
    });
    const lastEvent = request.headers['last-event-id'];
    feed.addViewer(response, typeof lastEvent === 'string' ? lastEvent : since);
  }

  /** Finds the page of a run, or of the watched folder itself. */
  private find(run: string | undefined): Feed | undefined {
    const feed = this.feeds.get(run) ?? this.create(run);
    if (feed === undefined) return undefined;
    this.feeds.set(run, feed);
    this.keepForAWhile(run, feed);
    return feed;
  }

  private create(run: string | undefined): Feed | undefined {
    const source = this.createSource(run);
    return source === undefined ? undefined : new Feed(source, this.options.onFailure);
  }

  private createSource(run: string | undefined): ViewSource | undefined {
    const { folder } = this.options;
    if (run === undefined) {
      return this.isRun
        ? new RunSource(folder, path.basename(path.resolve(folder)))
        : new ListSource(folder, this.root);
    }
    const runDir = this.isRun ? undefined : nameRuns(folder).get(run);
    return runDir === undefined ? undefined : new RunSource(runDir, run);
  }

  /** Drops a page that nobody has looked at for a while, with what it has read. */
  private keepForAWhile(run: string | undefined, feed: Feed): void {
    clearTimeout(this.timers.get(feed));
    const timer = setTimeout(() => {
      if (feed.viewerCount > 0) {
        this.keepForAWhile(run, feed);
        return;
      }
      this.timers.delete(feed);
      this.feeds.delete(run);
    }, KEPT_MS);
    this.timers.set(feed, timer.unref());
  }
}

const SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

function sendPage(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { ...SECURITY_HEADERS, 'Content-Type': 'text/html; charset=utf-8' });
  response.end(text);
}

function sendSentence(response: ServerResponse, code: number, sentence: string, list?: string): void {
  sendPage(response, code, renderSentence(sentence, list));
}
