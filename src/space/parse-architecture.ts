import { InputError } from '../errors';
import { FACTORED_LENGTH_PER_NODE } from './cnn/factored-space';
import { MAX_NODES, splitWords } from './positional-space';
import { createNaonetSpace } from './published';
import { createSpace } from './registry';
import type { Architecture, Space } from './space';

/** An architecture and the space that its text is read in. */
export interface ParsedArchitecture {
  readonly space: Space;
  readonly architecture: Architecture;
}

/** A space that a text of so many integers may be of. */
interface TextFormat {
  readonly name: string;
  /** Nodes of a cell whose text has so many integers: a whole number where it fits. */
  countNodes(integers: number): number;
}

const TEXT_FORMATS: readonly TextFormat[] = [
  { name: 'cnn', countNodes: (integers) => integers / 8 },
  { name: 'cnn11', countNodes: (integers) => integers / FACTORED_LENGTH_PER_NODE },
  { name: 'rnn', countNodes: (integers) => (integers + 1) / 2 },
  { name: 'nasbench201', countNodes: (integers) => (integers === 6 ? 1 : NaN) },
];

/** Read where none of those reads a text: NAONet's operations, and recurrent cells that leave node 0's activation out. */
const FALLBACK_FORMATS: readonly TextFormat[] = [
  { name: 'naonet', countNodes: (integers) => integers / FACTORED_LENGTH_PER_NODE },
  { name: 'rnn', countNodes: (integers) => (integers + 2) / 2 },
];

/** Of a text that fits no number of nodes, a space of the usual size says what is wrong. */
const DEFAULT_NODES = 5;

/**
 * Reads an architecture whose space the text itself tells, by its length and its numbers.
 *
 * @param spaceName the space, where it is known
 * @throws InputError where it is of no space, or of several
 */
export function parseInAnySpace(text: string, spaceName?: string): ParsedArchitecture {
  // The benchmark writes its architectures with strokes between the operations.
  if (text.trim().startsWith('|')) return parseIn(createSpace('nasbench201', { nodes: 1 }), text);
  const integers = splitWords(text).length;
  const isRequested = ({ name }: TextFormat): boolean =>
    integers > 0 && (spaceName === undefined || name === spaceName);
  const [regular, fallback] = [TEXT_FORMATS, FALLBACK_FORMATS].map((formats) =>
    formats.filter((format) => isRequested(format) && isNodeCount(format.countNodes(integers))),
  );
  let parsed = regular.flatMap((format) => tryParseIn(createFormatSpace(format, integers), text));
  if (parsed.length === 0)
    parsed = fallback.flatMap((format) => tryParseIn(createFormatSpace(format, integers), text)).slice(0, 1);
  if (parsed.length > 1) {
    throw new InputError(
      `the architecture '${text.trim()}' may be of the space ${parsed.map(({ space }) => space.name).join(' or ')}: say which with --space`,
    );
  }
  if (parsed.length === 1) return parsed[0];
  // No space reads it: the one that it comes nearest to says why.
  const nearest = regular[0] ??
    fallback[0] ?? { name: spaceName ?? TEXT_FORMATS[0].name, countNodes: () => DEFAULT_NODES };
  return parseIn(createFormatSpace(nearest, integers), text);
}

function createFormatSpace({ name, countNodes: nodesOf }: TextFormat, integers: number): Space {
  const nodes = nodesOf(integers);
  return name === 'naonet' ? createNaonetSpace(nodes) : createSpace(name, { nodes });
}

function isNodeCount(nodes: number): boolean {
  return Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES;
}

function tryParseIn(space: Space, text: string): ParsedArchitecture[] {
  try {
    return [parseIn(space, text)];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [];
  }
}

function parseIn(space: Space, text: string): ParsedArchitecture {
  return { space, architecture: space.parse(text) };
}
