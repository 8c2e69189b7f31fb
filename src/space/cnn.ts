import { InputError } from '../errors';
import { integer } from '../random';
import { canonicalCell } from './canonical';
import { INTEGERS_PER_NODE } from './cnn-cells';
import { CNN_OPS } from './cnn-ops';
import { drawCells } from './draw';
import type { Space } from './space';
import { singleSwaps } from './twins';

/** Every node is in both cells. */
const LENGTH_PER_NODE = 2 * INTEGERS_PER_NODE;

/** The most nodes a cell may have. */
export const MAX_NODES = 12;

/**
 * The weight-sharing CNN space (paper, section 3.1, with the operations of ENAS): a normal and a reduction cell, each of
 * `nodes` nodes that add two branches `input op`.
 *
 * Inputs 0 and 1 of a cell are the outputs of the two cells before it, and its nodes are numbered from 2 on; a node
 * reads anything with a smaller number. The text form is the normal cell's branches, then the reduction cell's.
 * Tokens 0 to B are inputs, tokens B+1 to B+5 operations.
 *
 * @param nodes B, nodes per cell, 1 to 12
 * @throws InputError if `nodes` is out of range
 */
export function cnnSpace(nodes: number): Space {
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NODES) {
    throw new InputError(
      `space.nodes is ${nodes}, but a cell has 1 to ${MAX_NODES} nodes: choose one of these`,
    );
  }
  const length = LENGTH_PER_NODE * nodes;
  const inputTokens = nodes + 1;
  const vocabulary = inputTokens + CNN_OPS.length;
  const choices = Array.from({ length }, (_, position) => choicesAt(position, nodes));
  const validTokens = choices.map((count, position) =>
    Array.from({ length: count }, (_, value) => value + firstTokenAt(position)),
  );

  function firstTokenAt(position: number): number {
    return isOp(position) ? inputTokens : 0;
  }

  return {
    name: 'cnn',
    length,
    vocabulary,
    size: choices.reduce((product, count) => product * BigInt(count), 1n),

    validTokens(position) {
      if (validTokens[position] === undefined) {
        throw new RangeError(`position ${position} is outside an architecture of ${length} tokens`);
      }
      return validTokens[position];
    },
    toTokens: (architecture) => architecture.map((value, position) => value + firstTokenAt(position)),
    fromTokens(tokens) {
      if (tokens.length !== length) throw new RangeError(`${tokens.length} tokens where ${length} belong`);
      return tokens.map((token, position) => {
        const value = token - firstTokenAt(position);
        if (!isChoice(value, choices[position])) {
          throw new RangeError(`token ${token} is not valid at position ${position}`);
        }
        return value;
      });
    },
    sample: (random) => choices.map((count) => integer(random, count)),

    parse(text) {
      const words = text.split(/\s+/).filter((word) => word !== '');
      if (words.length !== length) throw wrongCount(words.length, nodes);
      return words.map((word, position) => {
        const value = /^-?\d+$/.test(word) ? Number(word) : NaN;
        if (!isChoice(value, choices[position])) throw wrongValue(word, position, nodes);
        return value;
      });
    },
    format: (architecture) => architecture.join(' '),

    canonical(architecture) {
      const half = length / 2;
      return [architecture.slice(0, half), architecture.slice(half)].flatMap(canonicalCell).join(' ');
    },
    twins: singleSwaps,
    draw: drawCells,
  };
}

/** Branches are written `input op`. */
function isOp(position: number): boolean {
  return position % 2 === 1;
}

/** Number of the node, counted as states are: the cell's inputs are 0 and 1. */
function stateAt(position: number, nodes: number): number {
  return (Math.floor(position / INTEGERS_PER_NODE) % nodes) + 2;
}

/** How many values, from 0 on, may stand at a position. */
function choicesAt(position: number, nodes: number): number {
  return isOp(position) ? CNN_OPS.length : stateAt(position, nodes);
}

function isChoice(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function wrongCount(count: number, nodes: number): InputError {
  const length = LENGTH_PER_NODE * nodes;
  const found = count === 0 ? 'is empty' : `has ${count} word${count === 1 ? '' : 's'}`;
  const isOtherSize = count > 0 && count % LENGTH_PER_NODE === 0 && count / LENGTH_PER_NODE <= MAX_NODES;
  const otherSize = isOtherSize ? `, or set space.nodes to ${count / LENGTH_PER_NODE}` : '';
  return new InputError(
    `the architecture ${found}, but cells of ${nodes} node${nodes === 1 ? '' : 's'} are ${length} integers with spaces between: give 'input op' for the two ` +
      `branches of each node of the normal cell, then of the reduction cell${otherSize}`,
  );
}

function wrongValue(word: string, position: number, nodes: number): InputError {
  const node = `node ${stateAt(position, nodes)} of the ${position < INTEGERS_PER_NODE * nodes ? 'normal' : 'reduction'} cell`;
  const problem = isOp(position)
    ? `op ${word}, but the ops of ${node} are ${CNN_OPS.map((op, i) => `${i} (${op})`).join(', ')}`
    : `input ${word}, but ${node} may read 0 to ${choicesAt(position, nodes) - 1}`;
  return new InputError(`position ${position + 1}: ${problem}`);
}
