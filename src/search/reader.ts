import type { SearchConfig } from '../config/schema';
import type { Architecture, Space } from '../space/space';

/** The tokens by which the controller reads an architecture. */
export type Reader = (architecture: Architecture) => number[];

/** The reader of the setting `controller.reads`. */
export function readerOf(space: Space, { reads }: Pick<SearchConfig['controller'], 'reads'>): Reader {
  return (architecture) =>
    space.toTokens(reads === 'bare' ? (space.bare?.(architecture) ?? architecture) : architecture);
}
