import { createUnknownNameError, InputError } from '../errors';
import { createCnn11Space } from './cnn/factored-space';
import { createCnnSpace } from './cnn/space';
import { createNasBench201Space } from './nasbench201/space';
import { createRnnSpace } from './rnn/space';
import type { Space } from './space';

/** The kind of data that a space's networks read. */
export type Modality = 'images' | 'text';

/** Options of a space; the settings `space.*`. */
export interface SpaceOptions {
  /** B, nodes per cell. Spaces with cells of one size ignore it. */
  readonly nodes: number;
}

/** A search space as the registry holds it. */
export interface SpaceDefinition {
  /** The setting `space.name`, and `Space.name` of what `create` returns. */
  readonly name: string;
  /** `images` by default. */
  readonly modality?: Modality;
  /** @throws InputError if an option is out of range */
  create(options: SpaceOptions): Space;
  /**
   * Settings that the space changes in a preset, by the preset's name: `quick`, `cpu`, `paper`, `tiny`. Only used for
   * registered spaces, which otherwise start from those of the space `cnn`.
   */
  readonly presets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const BUILT_IN_SPACES: readonly SpaceDefinition[] = [
  { name: 'cnn', modality: 'images', create: ({ nodes }) => createCnnSpace(nodes) },
  { name: 'rnn', modality: 'text', create: ({ nodes }) => createRnnSpace(nodes) },
  { name: 'cnn11', modality: 'images', create: ({ nodes }) => createCnn11Space(nodes) },
  { name: 'nasbench201', modality: 'images', create: createNasBench201Space },
];

/** Names of the built-in spaces. */
export const SPACE_NAMES: readonly string[] = BUILT_IN_SPACES.map(({ name }) => name);

const spaces = new Map(BUILT_IN_SPACES.map((definition) => [definition.name, definition]));

/**
 * Adds a search space to those that configurations, run folders and `createSpace` know in this thread. A program that
 * resumes, reports or draws a run in the space registers it first; the command line only knows the built-in ones.
 *
 * The space has no networks to train: use mode `table`, or mode `custom` with an evaluator of your own.
 *
 * @throws InputError if the name is taken by another definition
 */
export function registerSpace(definition: SpaceDefinition): void {
  const { name } = definition;
  const existing = spaces.get(name);
  if (existing !== undefined && existing !== definition) {
    throw new InputError(`search space '${name}' is already registered: choose another name`);
  }
  spaces.set(name, definition);
}

/** @throws InputError if no space has the name, with the nearest one; if an option is out of range */
export function createSpace(name: string, options: SpaceOptions): Space {
  return findSpace(name).create(options);
}

/** @throws InputError if no space has the name, with the nearest one */
export function findSpace(name: string): SpaceDefinition {
  const definition = spaces.get(name);
  if (definition === undefined) throw createUnknownNameError('search space', name, [...spaces.keys()]);
  return definition;
}

/** Returns the definition of a space that a program has registered; undefined for built-in and unknown ones. */
export function findRegisteredSpace(name: string): SpaceDefinition | undefined {
  return SPACE_NAMES.includes(name) ? undefined : spaces.get(name);
}

/** Returns the modality of a space by its name: `images` for those that exist only in published texts (`naonet`). */
export function getModality(spaceName: string): Modality {
  return spaces.get(spaceName)?.modality ?? 'images';
}
