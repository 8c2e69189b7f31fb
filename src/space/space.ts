import type { Random } from '../random';

/** An architecture as plain data: the integers of its text form. Which integers are legal is its space's matter. */
export type Architecture = readonly number[];

/**
 * A search space. Search, controller and evaluators see architectures through this contract alone, so a new space is a
 * new implementation and nothing else.
 *
 * The controller reads an architecture as `length` tokens, each an integer in [0, vocabulary); a token means the same
 * at every position, so the embedding can learn it.
 */
export interface Space {
  /** The name on the command line, such as `cnn`. */
  readonly name: string;
  /** Tokens per architecture. */
  readonly length: number;
  /** Number of different tokens. */
  readonly vocabulary: number;
  /** How many different texts the space has (duplicates under `canonical` counted as often as they occur). */
  readonly size: bigint;
  /**
   * Tokens that may stand at `position` (0-based) after the token `previous` (undefined at position 0). Never empty.
   * Every sequence built by choosing valid tokens is a valid architecture.
   */
  validTokens(position: number, previous: number | undefined): readonly number[];
  toTokens(architecture: Architecture): number[];
  fromTokens(tokens: readonly number[]): Architecture;
  /** A uniformly drawn architecture. */
  sample(random: Random): Architecture;
  /** Reads the text form. @throws InputError naming the position of what is wrong */
  parse(text: string): Architecture;
  /** The text form: integers separated by one space. */
  format(architecture: Architecture): string;
  /**
   * A key equal for two architectures exactly when they are the same network written differently, as far as the space
   * recognizes it.
   */
  canonical(architecture: Architecture): string;
  /** Architectures that are this one written differently: the paper's symmetric twins (section 3.2). Without itself. */
  symmetries(architecture: Architecture): Architecture[];
  /** The same network without what it makes no use of; spaces without this have nothing of the kind. */
  prune?(architecture: Architecture): Architecture;
  /** The architecture as numbers for a kernel or a regression, as many for each; see `featuresOf` for spaces without. */
  encode?(architecture: Architecture): number[];
  /**
   * The architecture's graph as groups of numbers, as many for each, of which a predictor learns what each group is worth; see
   * `structureOf` for spaces without.
   */
  encodeGroups?(architecture: Architecture): readonly (readonly number[])[];
  /** The architecture's cells as Graphviz DOT, one document per cell, titled. */
  draw(architecture: Architecture): { title: string; dot: string }[];
}
