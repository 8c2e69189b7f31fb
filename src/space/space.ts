import type { Random } from '../random';
import type { CellPart } from './cell-parts';

/** An architecture as plain data: the integers of its text form. Only its space knows which integers are valid. */
export type Architecture = readonly number[];

/** Size of the image classifiers around a space's cells. */
export interface ClassifierSize {
  /** N, normal cells per stack. */
  readonly cellsPerStack: number;
  /** F, channels of the first stack. */
  readonly channels: number;
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
  readonly classes: number;
}

/** Cost of the network of an architecture. */
export interface NetworkCost {
  /** Trainable parameters: convolutions, classifier with bias, scale and shift of batch norm. */
  readonly parameters: number;
  /**
   * Multiply-adds per image of the convolutions and the classifier. As usual in papers, batch norm, pooling, activations
   * and sums do not count.
   */
  readonly multiplyAdds: number;
}

/** The network in which papers report the cost of a space's architectures. */
export interface ReferenceNetwork {
  /** Such as `network of N = 6, F = 36 for CIFAR-10`. */
  readonly description: string;
  computeCost(architecture: Architecture): NetworkCost;
}

/**
 * A search space. The search, the controller and the evaluators know spaces only through this contract.
 *
 * To the controller, an architecture is `length` tokens, each an integer in [0, vocabulary). A token has the same
 * meaning at every position, so that one embedding serves all positions.
 */
export interface Space {
  /** The name on the command line, such as `cnn`. */
  readonly name: string;
  /** Tokens per architecture. */
  readonly length: number;
  /** Number of distinct tokens. */
  readonly vocabulary: number;
  /** Number of distinct texts. Isomorphic architectures (equal under `canonical`) count separately. */
  readonly size: bigint;
  /**
   * Returns the tokens allowed at `position` (0-based) after the token `previous` (undefined at position 0). Never
   * empty. Every sequence of valid tokens is a valid architecture.
   */
  validTokens(position: number, previous: number | undefined): readonly number[];
  toTokens(architecture: Architecture): number[];
  fromTokens(tokens: readonly number[]): Architecture;
  /** Draws an architecture uniformly. */
  sample(random: Random): Architecture;
  /** Parses the text form. @throws InputError naming the invalid position */
  parse(text: string): Architecture;
  /** Returns the text form: integers separated by single spaces. */
  format(architecture: Architecture): string;
  /** Returns a key that is equal for two architectures exactly if the space recognizes them as isomorphic. */
  canonical(architecture: Architecture): string;
  /** Lists symmetric architectures (NAO section 3.2): other texts of the same network. */
  symmetries(architecture: Architecture): Architecture[];
  /** Removes the parts that cannot affect the output. Absent if the space has no such parts. */
  prune?(architecture: Architecture): Architecture;
  /** Encodes the architecture as a fixed number of features. `encodeArchitecture` covers spaces without this. */
  encode?(architecture: Architecture): number[];
  /**
   * Encodes the architecture's graph as groups of features of fixed sizes. A predictor fits one weight per group.
   * `encodeArchitectureGroups` covers spaces without this.
   */
  encodeGroups?(architecture: Architecture): readonly (readonly number[])[];
  /**
   * Counts the trainable parameters that the architecture has in a supernet of this size, without auxiliary head. Absent if
   * the space cannot count them, or if all of its architectures have equally many.
   */
  countParameters?(architecture: Architecture, size: ClassifierSize): number;
  /**
   * The network in which costs are compared between runs, of whatever size their own networks are. Absent if the space
   * cannot count them, or if all of its architectures cost the same.
   */
  readonly referenceNetwork?: ReferenceNetwork;
  /** Lists the parts that other architectures may share, such as operations. Absent if the space does not name them. */
  listParts?(architecture: Architecture): readonly CellPart[];
  /** Draws the architecture's cells as titled Graphviz DOT documents, one per cell. */
  draw(architecture: Architecture): { title: string; dot: string }[];
}
