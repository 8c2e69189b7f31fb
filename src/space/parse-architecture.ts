import { InputError } from '../errors';
import { PAPER_OPS } from './cnn/factored-ops';
import { FACTORED_LENGTH_PER_NODE } from './cnn/factored-space';
import { parseCnnGenotype } from './cnn/genotype';
import { ALL_OPS, type CellOp, CNN_OPS } from './cnn/ops';
import { isGenotype } from './genotype';
import { MAX_NODES } from './positional-space';
import { createNaonetSpace, NAONET_OPS } from './published';
import { createSpace } from './registry';
import { isRnnGenotype, parseRnnGenotype } from './rnn/genotype';
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

/** Returns true if architectures of a space (by default any) have that many integers, none omitted. */
export function hasTextFormat(integers: number, spaceName?: string): boolean {
  return listFormats(TEXT_FORMATS, integers, spaceName).length > 0;
}

/** Parses an architecture as `parseInAnySpace` does, or returns undefined. */
export function tryParseInAnySpace(text: string, spaceName?: string): ParsedArchitecture | undefined {
  return catchInputError(() => parseInAnySpace(text, spaceName));
}

/**
 * Parses an architecture and detects its space from the number of integers and their values, or from a genotype's operations.
 *
 * @param spaceName the space, if known
 * @throws InputError if the text fits no space or several
 */
export function parseInAnySpace(text: string, spaceName?: string): ParsedArchitecture {
  // Texts of the NAS-Bench-201 benchmark start with a bar.
  if (text.trim().startsWith('|')) return parseIn(createSpace('nasbench201', { nodes: 1 }), text);
  if (isGenotype(text)) return parseGenotype(text, spaceName);
  const integers = splitWords(text).length;
  const [regular, fallback] = [TEXT_FORMATS, FALLBACK_FORMATS].map((formats) =>
    listFormats(formats, integers, spaceName),
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

function listFormats(
  formats: readonly TextFormat[],
  integers: number,
  spaceName: string | undefined,
): TextFormat[] {
  return formats.filter(
    ({ name, countNodes }) =>
      integers > 0 && (spaceName === undefined || name === spaceName) && isNodeCount(countNodes(integers)),
  );
}

/** Parses a genotype in the first space that has its operations, or in the given one. */
function parseGenotype(text: string, spaceName: string | undefined): ParsedArchitecture {
  const isRequested = (name: string): boolean => name === (spaceName ?? name);
  if (isRnnGenotype(text)) {
    const integers = parseRnnGenotype(text).length;
    if (isRequested('rnn')) return parseIn(createSpace('rnn', { nodes: (integers + 1) / 2 }), text);
  } else {
    const branches = parseCnnGenotype(text, ALL_OPS);
    const spaces = GENOTYPE_SPACES.filter(({ name }) => isRequested(name));
    const fitting = spaces.filter(({ ops }) => branches.every(({ op }) => ops.includes(op)));
    // If none has its operations, the one with the most throws the error.
    const chosen = fitting.at(0) ?? spaces.at(-1);
    if (chosen !== undefined) return parseIn(chosen.create(branches.length / 4), text);
  }
  throw new InputError(`a genotype is not an architecture of the space ${spaceName}: leave --space out`);
}

/** A space of convolutional cells, with its operations. */
interface GenotypeSpace {
  readonly name: string;
  readonly ops: readonly CellOp[];
  create(nodes: number): Space;
}

/** From the fewest operations to the most. */
const GENOTYPE_SPACES: readonly GenotypeSpace[] = [
  { name: 'cnn', ops: CNN_OPS, create: (nodes) => createSpace('cnn', { nodes }) },
  { name: 'cnn11', ops: PAPER_OPS, create: (nodes) => createSpace('cnn11', { nodes }) },
  { name: 'naonet', ops: NAONET_OPS, create: createNaonetSpace },
];

function createFormatSpace({ name, countNodes }: TextFormat, integers: number): Space {
  const nodes = countNodes(integers);
  return name === 'naonet' ? createNaonetSpace(nodes) : createSpace(name, { nodes });
}

function isNodeCount(nodes: number): boolean {
  return Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES;
}

function tryParseIn(space: Space, text: string): ParsedArchitecture[] {
  return catchInputError(() => [parseIn(space, text)]) ?? [];
}

function catchInputError<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}

function parseIn(space: Space, text: string): ParsedArchitecture {
  return { space, architecture: space.parse(text) };
}
