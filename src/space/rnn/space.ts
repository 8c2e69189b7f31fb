import { InputError } from '../../errors';
import {
  assertNodeCount,
  createPositionalSpace,
  describeWordCount,
  MAX_NODES,
  type Position,
  splitWords,
} from '../positional-space';
import type { Space } from '../space';
import { canonicalizeRnnCell } from './canonical';
import { RNN_ACTIVATIONS } from './cells';
import { drawRnnCell } from './draw';
import { listAdjacentNodeSwaps } from './symmetries';

/** What node 0 is where a text leaves it out, as published cells do. */
const FIRST_ACTIVATION = String(RNN_ACTIVATIONS.indexOf('tanh'));

/**
 * The RNN space of ENAS (paper, section 3.1): a recurrent cell of `nodes` nodes. Node 0 combines the word's embedding
 * and the last hidden state and chooses its activation; every later node chooses an earlier one and an activation.
 *
 * The text form is 2B - 1 integers: node 0's activation, then `previous activation` of nodes 1 to B - 1. Without the
 * first integer, as in published cells, a text is read with node 0 = tanh; it is always written in full. Tokens 0 to
 * B - 2 are nodes that are read, tokens B - 1 to B + 2 activations.
 *
 * @param nodes B, 1 to 12
 * @throws InputError if `nodes` is out of range
 */
export function createRnnSpace(nodes: number): Space {
  assertNodeCount(nodes);
  const length = 2 * nodes - 1;
  const previousTokens = nodes - 1;
  const positions = Array.from({ length }, (_, position): Position =>
    isActivation(position)
      ? { choices: RNN_ACTIVATIONS.length, firstToken: previousTokens }
      : { choices: nodeAt(position), firstToken: 0 },
  );
  const { read, ...positional } = createPositionalSpace(positions);

  return {
    ...positional,
    name: 'rnn',
    vocabulary: previousTokens + RNN_ACTIVATIONS.length,

    parse(text) {
      const words = splitWords(text);
      const isShort = words.length === length - 1 && words.length > 0;
      if (words.length !== length && !isShort) throw createCountError(words.length, nodes);
      const completed = isShort ? [FIRST_ACTIVATION, ...words] : words;
      return read(completed, (word, position) =>
        createValueError(word, position, isShort ? position : position + 1),
      );
    },
    canonical: (architecture) => canonicalizeRnnCell(architecture).join(' '),
    symmetries: listAdjacentNodeSwaps,
    draw: drawRnnCell,
  };
}

function isActivation(position: number): boolean {
  return position % 2 === 0;
}

function nodeAt(position: number): number {
  return Math.ceil(position / 2);
}

function createCountError(count: number, nodes: number): InputError {
  const length = 2 * nodes - 1;
  const form =
    nodes === 1
      ? `a cell of 1 node is 1 integer: give its activation`
      : `a cell of ${nodes} nodes is ${length} integers with spaces between: give the activation of node 0, then ` +
        `'previous activation' for each later node (${length - 1} integers where node 0 is tanh and left out)`;
  const otherNodes = Math.ceil((count + 1) / 2);
  const otherSize = count > 0 && otherNodes <= MAX_NODES ? `, or set space.nodes to ${otherNodes}` : '';
  return new InputError(`the architecture ${describeWordCount(count)}, but ${form}${otherSize}`);
}

/** @param wordNumber of the word in what the user wrote, from 1 */
function createValueError(word: string, position: number, wordNumber: number): InputError {
  const node = nodeAt(position);
  const problem = isActivation(position)
    ? `activation ${word}, but those of node ${node} are ${RNN_ACTIVATIONS.map((name, i) => `${i} (${name})`).join(', ')}`
    : `previous node ${word}, but node ${node} may read ${node === 1 ? 'node 0 alone' : `nodes 0 to ${node - 1}`}`;
  return new InputError(`position ${wordNumber}: ${problem}`);
}
