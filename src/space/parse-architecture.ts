import { InputError } from '../errors';
import { FACTORED_LENGTH_PER_NODE } from './cnn/factored-space';
import { MAX_NODES } from './positional-space';
import { createNaonetSpace } from './published';
import { createSpace } from './registry';
import type { Architecture, Space } from './space';
import { splitWords } from './text-form';

/** An architecture and the space of its text. */
export interface ParsedArchitecture {
  readonly space: Space;
  readonly architecture: Architecture;
}

/** A space as a candidate for a text. */
interface TextFormat {
  readonly name: string;
  /** Returns the nodes of a cell with that many integers; not a whole number if none has. */
  countNodes(integers: number): number;
}

const TEXT_FORMATS: readonly TextFormat[] = [
  { name: 'cnn', countNodes: (integers) => integers / 8 },
  { name: 'cnn11', countNodes: (integers) => integers / FACTORED_LENGTH_PER_NODE },
  { name: 'rnn', countNodes: (integers) => (integers + 1) / 2 },
  { name: 'nasbench201', countNodes: (integers) => (integers === 6 ? 1 : NaN) },
];

/** Formats tried if no other fits: NAONet's operations, and recurrent cells without node 0's activation. */
const FALLBACK_FORMATS: readonly TextFormat[] = [
  { name: 'naonet', countNodes: (integers) => integers / FACTORED_LENGTH_PER_NODE },
  { name: 'rnn', countNodes: (integers) => (integers + 2) / 2 },
];

/** Nodes of the space that reports the error for a text that fits no number of nodes. */
const DEFAULT_NODES = 5;

/**
 * Parses an architecture and detects its space from the number of integers and their values.
 *
 * @param spaceName the space, if known
 * @throws InputError if the text fits no space or several
 */
export function parseInAnySpace(text: string, spaceName?: string): ParsedArchitecture {
  // Texts of the NAS-Bench-201 benchmark start with a bar.
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
      `the architecture '${text.trim()}' fits the spaces ${parsed.map(({ space }) => space.name).join(' and ')}: choose one with --space`,
    );
  }
  if (parsed.length === 1) return parsed[0];
  // No space accepts the text: the closest one throws the error.
  const nearest = regular[0] ??
    fallback[0] ?? { name: spaceName ?? TEXT_FORMATS[0].name, countNodes: () => DEFAULT_NODES };
  const space = createFormatSpace(nearest, integers);
  return spaceName === undefined ? parseAsAssumed(space, text) : parseIn(space, text);
}

/** Parses in the space that is closest to a text. @throws InputError that names the space, which the user did not give */
function parseAsAssumed(space: Space, text: string): ParsedArchitecture {
  try {
    return parseIn(space, text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message} (read as space '${space.name}'; --space names another)`, {
      cause: error,
    });
  }
}

function createFormatSpace({ name, countNodes }: TextFormat, integers: number): Space {
  const nodes = countNodes(integers);
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
