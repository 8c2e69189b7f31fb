import { isToken } from './access';

/** What a request asks for: a page or its events, of the run of this name or of the watched folder itself. */
export interface Route {
  readonly kind: 'page' | 'events';
  readonly run: string | undefined;
  /** Revision that the viewer has, from the query. */
  readonly since: string | undefined;
}

/**
 * Reads the route of a request. A run's name is compared with names of found runs, and never used as a path.
 *
 * @param target path and query of the request
 * @param token that the path must begin with; undefined if none is needed
 */
export function parseRoute(target: string, token: string | undefined): Route | 'forbidden' | 'unknown' {
  const [path, query = ''] = target.split('?', 2);
  const segments = path.split('/').slice(1);
  if (token !== undefined && !isToken(segments.shift() ?? '', token)) return 'forbidden';
  const since = new URLSearchParams(query).get('since') ?? undefined;
  const parts = segments.filter((part, i) => part !== '' || i < segments.length - 1);
  const kind = parts.at(-1) === 'events' && parts.length !== 2 ? 'events' : 'page';
  const ofPage = kind === 'events' ? parts.slice(0, -1) : parts;
  if (ofPage.length === 0) return { kind, run: undefined, since };
  const run = ofPage.length === 2 && ofPage[0] === 'run' ? decode(ofPage[1]) : undefined;
  return run === undefined ? 'unknown' : { kind, run, since };
}

/** Formats the path of a run's page below the server's root. */
export function formatRunPath(root: string, run: string): string {
  return `${root}run/${encodeURIComponent(run)}`;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
