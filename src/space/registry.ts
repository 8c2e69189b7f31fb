import { createUnknownNameError } from '../errors';
import { createCnn11Space } from './cnn/factored-space';
import { createCnnSpace } from './cnn/space';
import { createNasBench201Space } from './nasbench201/space';
import { createRnnSpace } from './rnn/space';
import type { Space } from './space';

/** What a space may be built with; the settings `space.*`. */
export interface SpaceOptions {
  /** B, nodes per cell, of spaces that leave it open. */
  readonly nodes: number;
}

/** A new space is one more line here (and its name in the configuration's schema). */
const SPACES: ReadonlyMap<string, (options: SpaceOptions) => Space> = new Map<
  string,
  (options: SpaceOptions) => Space
>([
  ['cnn', ({ nodes }: SpaceOptions) => createCnnSpace(nodes)],
  ['rnn', ({ nodes }: SpaceOptions) => createRnnSpace(nodes)],
  ['nasbench201', createNasBench201Space],
  ['cnn11', ({ nodes }: SpaceOptions) => createCnn11Space(nodes)],
]);

/** The names that `spaceByName` knows. */
export const SPACE_NAMES: readonly string[] = [...SPACES.keys()];

/** @throws InputError if there is no space of that name, naming the nearest, or if an option is out of range */
export function createSpace(name: string, options: SpaceOptions): Space {
  const build = SPACES.get(name);
  if (build === undefined) {
    throw createUnknownNameError('search space', name, SPACE_NAMES);
  }
  return build(options);
}
