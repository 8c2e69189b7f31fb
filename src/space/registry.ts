import { createUnknownNameError } from '../errors';
import { createCnn11Space } from './cnn/factored-space';
import { createCnnSpace } from './cnn/space';
import { createNasBench201Space } from './nasbench201/space';
import { createRnnSpace } from './rnn/space';
import type { Space } from './space';

/** Options of a space: the settings `space.*`. */
export interface SpaceOptions {
  /** B, nodes per cell; ignored by spaces of a fixed size. */
  readonly nodes: number;
}

/** The spaces by name. A new space is added here and to the configuration's schema. */
const SPACES: ReadonlyMap<string, (options: SpaceOptions) => Space> = new Map<
  string,
  (options: SpaceOptions) => Space
>([
  ['cnn', ({ nodes }: SpaceOptions) => createCnnSpace(nodes)],
  ['rnn', ({ nodes }: SpaceOptions) => createRnnSpace(nodes)],
  ['nasbench201', createNasBench201Space],
  ['cnn11', ({ nodes }: SpaceOptions) => createCnn11Space(nodes)],
]);

/** Names that `createSpace` accepts. */
export const SPACE_NAMES: readonly string[] = [...SPACES.keys()];

/** Creates a space by name. @throws InputError if the name is unknown or an option is out of range */
export function createSpace(name: string, options: SpaceOptions): Space {
  const build = SPACES.get(name);
  if (build === undefined) {
    throw createUnknownNameError('search space', name, SPACE_NAMES);
  }
  return build(options);
}
