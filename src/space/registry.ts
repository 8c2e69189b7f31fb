import { cnnSpace } from './cnn/space';
import { nasbench201Space } from './nasbench201/space';
import { cnn11Space } from './cnn/factored-space';
import { rnnSpace } from './rnn/space';
import type { Space } from './space';
import { unknownName } from '../errors';

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
  ['cnn', ({ nodes }: SpaceOptions) => cnnSpace(nodes)],
  ['rnn', ({ nodes }: SpaceOptions) => rnnSpace(nodes)],
  ['nasbench201', nasbench201Space],
  ['cnn11', ({ nodes }: SpaceOptions) => cnn11Space(nodes)],
]);

/** The names that `spaceByName` knows. */
export const SPACE_NAMES: readonly string[] = [...SPACES.keys()];

/** @throws InputError if there is no space of that name, naming the nearest, or if an option is out of range */
export function spaceByName(name: string, options: SpaceOptions): Space {
  const build = SPACES.get(name);
  if (build === undefined) {
    throw unknownName('search space', name, SPACE_NAMES);
  }
  return build(options);
}
