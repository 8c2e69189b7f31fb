import { InputError } from '../errors';
import { MAX_NODES, wordsOf } from './positional-space';
import { FACTORED_LENGTH_PER_NODE } from './cnn/factored-space';
import { naonetSpace } from './published';
import { spaceByName } from './registry';
import type { Architecture, Space } from './space';

/** An architecture and the space that its text is read in. */
export interface Given {
  readonly space: Space;
  readonly architecture: Architecture;
}

/** A space that a text of so many integers may be of. */
interface Reading {
  readonly name: string;
  /** Nodes of a cell whose text has so many integers: a whole number where it fits. */
  nodesOf(integers: number): number;
}

const READINGS: readonly Reading[] = [
  { name: 'cnn', nodesOf: (integers) => integers / 8 },
  { name: 'cnn11', nodesOf: (integers) => integers / FACTORED_LENGTH_PER_NODE },
  { name: 'rnn', nodesOf: (integers) => (integers + 1) / 2 },
  { name: 'nasbench201', nodesOf: (integers) => (integers === 6 ? 1 : NaN) },
];

/** Read where none of those reads a text: NAONet's operations, and recurrent cells that leave node 0's activation out. */
const LAST_RESORTS: readonly Reading[] = [
  { name: 'naonet', nodesOf: (integers) => integers / FACTORED_LENGTH_PER_NODE },
  { name: 'rnn', nodesOf: (integers) => (integers + 2) / 2 },
];

/** Of a text that fits no number of nodes, a space of the usual size says what is wrong. */
const USUAL_NODES = 5;

/**
 * Reads an architecture whose space the text itself tells, by its length and its numbers.
 *
 * @param spaceName the space, where it is known
 * @throws InputError where it is of no space, or of several
 */
export function readText(text: string, spaceName?: string): Given {
  // The benchmark writes its architectures with strokes between the operations.
  if (text.trim().startsWith('|')) return parseIn(spaceByName('nasbench201', { nodes: 1 }), text);
  const integers = wordsOf(text).length;
  const isMeant = ({ name }: Reading): boolean =>
    integers > 0 && (spaceName === undefined || name === spaceName);
  const [usual, rare] = [READINGS, LAST_RESORTS].map((readings) =>
    readings.filter((reading) => isMeant(reading) && isNodes(reading.nodesOf(integers))),
  );
  let read = usual.flatMap((reading) => tryIn(spaceOf(reading, integers), text));
  if (read.length === 0)
    read = rare.flatMap((reading) => tryIn(spaceOf(reading, integers), text)).slice(0, 1);
  if (read.length > 1) {
    throw new InputError(
      `the architecture '${text.trim()}' may be of the space ${read.map(({ space }) => space.name).join(' or ')}: say which with --space`,
    );
  }
  if (read.length === 1) return read[0];
  // No space reads it: the one that it comes nearest to says why.
  const nearest = usual[0] ?? rare[0] ?? { name: spaceName ?? READINGS[0].name, nodesOf: () => USUAL_NODES };
  return parseIn(spaceOf(nearest, integers), text);
}

function spaceOf({ name, nodesOf }: Reading, integers: number): Space {
  const nodes = nodesOf(integers);
  return name === 'naonet' ? naonetSpace(nodes) : spaceByName(name, { nodes });
}

function isNodes(nodes: number): boolean {
  return Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES;
}

function tryIn(space: Space, text: string): Given[] {
  try {
    return [parseIn(space, text)];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [];
  }
}

function parseIn(space: Space, text: string): Given {
  return { space, architecture: space.parse(text) };
}
