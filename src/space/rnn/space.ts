import type { InputError } from '../../errors';
import { isGenotype } from '../genotype';
import { assertNodeCount, createPositionalSpace, MAX_NODES, type Position } from '../positional-space';
import type { Space } from '../space';
import { createPositionError, createWordCountError, formatChoices, splitWords } from '../text-form';
import { canonicalizeRnnCell } from './canonical';
import { RNN_ACTIVATIONS } from './cells';
import { drawRnnCell } from './draw';
import { parseRnnGenotype } from './genotype';
import { encodeRnnGroups } from './graph-features';
import { listRnnParts } from './parts';
import { listAdjacentNodeSwaps } from './symmetries';

/** The activation of node 0 if a text omits it, as published cells do. */
const FIRST_ACTIVATION = String(RNN_ACTIVATIONS.indexOf('tanh'));

/**
 * Creates the RNN space of ENAS (NAO, Luo et al. 2018, section 3.1): a recurrent cell of `nodes` nodes. Node 0 combines
 * the word's embedding and the last hidden state and has an activation. Each later node has an earlier node and an
 * activation.
 *
 * The text form is 2B - 1 integers: node 0's activation, then `previous activation` of nodes 1 to B - 1. Parsing accepts
 * texts without the first integer, as in published cells, with node 0 = tanh. Tokens 0 to B - 2 are earlier nodes, tokens
 * B - 1 to B + 2 activations.
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
      : { choices: findNode(position), firstToken: 0 },
  );
  const { read, ...positional } = createPositionalSpace(positions);

  return {
    ...positional,
    name: 'rnn',
    vocabulary: previousTokens + RNN_ACTIVATIONS.length,

    parse(text) {
      const words = isGenotype(text) ? parseRnnGenotype(text) : splitWords(text);
      const isShort = words.length === length - 1 && words.length > 0;
      if (words.length !== length && !isShort) throw createCountError(words.length, nodes);
      const completed = isShort ? [FIRST_ACTIVATION, ...words] : words;
      return read(completed, (word, position) =>
        createValueError(word, position, isShort ? position - 1 : position),
      );
    },
    canonical: (architecture) => canonicalizeRnnCell(architecture).join(' '),
    symmetries: listAdjacentNodeSwaps,
    listParts: listRnnParts,
    encodeGroups: encodeRnnGroups,
    draw: drawRnnCell,
  };
}

function isActivation(position: number): boolean {
  return position % 2 === 0;
}

function findNode(position: number): number {
  return Math.ceil(position / 2);
}

function createCountError(words: number, nodes: number): InputError {
  const form =
    nodes === 1
      ? 'a cell of 1 node has 1 integer: give its activation'
      : `a cell of ${nodes} nodes has ${2 * nodes - 1} integers: give the activation of node 0, then ` +
        `'previous activation' for each later node (${2 * nodes - 2} integers if node 0 is tanh)`;
  const otherNodes = Math.ceil((words + 1) / 2);
  const fitsOther = words > 0 && otherNodes <= MAX_NODES;
  return createWordCountError(words, form, fitsOther ? otherNodes : undefined);
}

/** @param textPosition position of the word in the user's text, 0-based */
function createValueError(word: string, position: number, textPosition: number): InputError {
  const node = findNode(position);
  return createPositionError(
    textPosition,
    isActivation(position)
      ? `activation ${word}, but those of node ${node} are ${formatChoices(RNN_ACTIVATIONS)}`
      : `previous node ${word}, but node ${node} may read ${node === 1 ? 'only node 0' : `nodes 0 to ${node - 1}`}`,
  );
}
