import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { makeIdsUnique } from '../report/html/document';
import type { ViewSource } from './view';

/** Contents of a page as viewers get them. */
export interface PageState {
  readonly title: string;
  readonly status: string;
  /** Sections in order. */
  readonly sections: readonly { readonly id: string; readonly html: string; readonly revision: number }[];
  readonly revision: number;
}

/** What a viewer that has an older state lacks of the newest. */
export interface PageChange {
  readonly title: string;
  readonly status: string;
  /** Ids of all sections in order. */
  readonly order: readonly string[];
  /** Sections that are new or have changed, by id. */
  readonly changed: Readonly<Record<string, string>>;
}

/** Milliseconds between two looks at the files, at least. */
const INTERVAL_MS = 1000;

/** Pause after a look as a multiple of its CPU time, so that it takes at most a tenth of one core; and the longest one. */
const PAUSE_FACTOR = 9;
const MAX_PAUSE_MS = 30_000;

/** Milliseconds that a page waits for the first look, before it is sent without contents, which follow as events. */
const PATIENCE_MS = 1000;

/** Milliseconds between two signs of life, which keep tunnels and proxies from closing a connection. */
const KEEP_ALIVE_MS = 15_000;

/** Selects what a viewer lacks. @param since revision that it has */
export function selectChange({ title, status, sections }: PageState, since: number): PageChange {
  const changed = sections.filter(({ revision }) => revision > since);
  return {
    title,
    status,
    order: sections.map(({ id }) => id),
    changed: Object.fromEntries(changed.map(({ id, html }) => [id, html])),
  };
}

interface Viewer {
  readonly response: ServerResponse;
  /** Revision that it has been sent. */
  sent: number;
  /** True while it has not taken what was sent. */
  isBusy: boolean;
}

/** The contents of one page and its viewers, who share one reader. Without viewers nothing is read. */
export class Feed {
  /** Distinguishes the revisions of this object from those of an earlier process. */
  private readonly epoch = randomUUID();
  private readonly viewers = new Set<Viewer>();
  private state: PageState = { title: '', status: '', sections: [], revision: 0 };
  private reading: Promise<void> | undefined;
  private isFollowing = false;

  constructor(
    readonly source: ViewSource,
    private readonly onFailure: (error: unknown) => void,
    private readonly intervalMs = INTERVAL_MS,
  ) {}

  get viewerCount(): number {
    return this.viewers.size;
  }

  /** Reads the newest state. Requests at the same time share one reading. */
  async read(): Promise<PageState> {
    this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
    await this.reading;
    return this.state;
  }

  /** Reads the newest state if that takes a moment only, else returns the last one. */
  async readSoon(): Promise<PageState> {
    const reading = this.read().catch(this.onFailure);
    await Promise.race([reading, pause(PATIENCE_MS, undefined, { ref: false })]);
    return this.state;
  }

  /** Formats a revision for a viewer. */
  formatRevision(revision = this.state.revision): string {
    return `${this.epoch}.${revision}`;
  }

  /** Sends events to a viewer until it goes. @param since revision that it has, as `formatRevision` wrote it */
  addViewer(response: ServerResponse, since: string | undefined): void {
    const [epoch, revision] = (since ?? '').split('.');
    const viewer: Viewer = {
      response,
      sent: epoch === this.epoch ? Number(revision) || 0 : 0,
      isBusy: false,
    };
    this.viewers.add(viewer);
    const keepAlive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE_MS);
    response.on('drain', () => {
      viewer.isBusy = false;
      this.send(viewer);
    });
    response.on('close', () => {
      clearInterval(keepAlive);
      this.viewers.delete(viewer);
    });
    // The first bytes tell the browser that the connection stands.
    response.write('retry: 2000\n\n');
    this.send(viewer);
    void this.follow();
  }

  /** Sends the last state to all viewers and tells them that the server ends. */
  async close(): Promise<void> {
    if (this.viewers.size > 0) {
      await this.reading?.catch(() => undefined); // which began before the end
      await this.read().catch(this.onFailure);
    }
    for (const viewer of this.viewers) this.send(viewer);
    for (const { response } of this.viewers) response.end('event: end\ndata: {}\n\n');
    this.viewers.clear();
  }

  /** Reads again and again while there are viewers. */
  private async follow(): Promise<void> {
    if (this.isFollowing) return;
    this.isFollowing = true;
    while (this.viewers.size > 0) {
      // The first look takes longer than others, since it loads libraries and draws everything.
      const isFirst = this.state.revision === 0;
      const before = process.cpuUsage();
      await this.read().catch(this.onFailure);
      for (const viewer of this.viewers) this.send(viewer);
      const { user, system } = process.cpuUsage(before);
      const rest = isFirst ? 0 : Math.min((PAUSE_FACTOR * (user + system)) / 1000, MAX_PAUSE_MS);
      await pause(Math.max(this.intervalMs, rest), undefined, { ref: false });
    }
    this.isFollowing = false;
  }

  private async readOnce(): Promise<void> {
    const view = await this.source.read();
    if (view === undefined) return;
    const revision = this.state.revision + 1;
    const before = new Map(this.state.sections.map((section) => [section.id, section]));
    const sections = view.sections.map(({ id, content }) => {
      const html = makeIdsUnique(content.text, `${id}-`);
      const old = before.get(id);
      return old?.html === html ? old : { id, html, revision };
    });
    this.state = { title: view.title, status: view.status, sections, revision };
  }

  /** Sends what a viewer lacks. A slow viewer gets the newest state once it has taken the last one. */
  private send(viewer: Viewer): void {
    const { revision } = this.state;
    if (viewer.isBusy || revision === 0 || viewer.sent >= revision) return;
    const change = JSON.stringify(selectChange(this.state, viewer.sent));
    viewer.sent = revision;
    const id = this.formatRevision(revision);
    viewer.isBusy = !viewer.response.write(`id: ${id}\nevent: change\ndata: ${change}\n\n`);
  }
}
