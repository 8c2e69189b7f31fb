import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import {
  assertNodeCount,
  createPositionalSpace,
  describeWordCount,
  MAX_NODES,
  type Position,
  splitWords,
} from '../positional-space';
import { canonicalizeCnnCell } from './canonical';
import { type CnnSpace, INTEGERS_PER_NODE, toCnnCells } from './cells';
import { drawCnnCells } from './draw';
import { CNN_OPS } from './ops';
import { listBranchSwaps } from './symmetries';

/** Every node is in both cells. */
const LENGTH_PER_NODE = 2 * INTEGERS_PER_NODE;

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
export function createCnnSpace(nodes: number): CnnSpace {
  assertNodeCount(nodes);
  const length = LENGTH_PER_NODE * nodes;
  const inputTokens = nodes + 1;
  const positions = Array.from({ length }, (_, position): Position =>
    isOp(position)
      ? { choices: CNN_OPS.length, firstToken: inputTokens }
      : { choices: stateAt(position, nodes), firstToken: 0 },
  );
  const { read, ...positional } = createPositionalSpace(positions);

  return {
    ...positional,
    name: 'cnn',
    nodes,
    vocabulary: inputTokens + CNN_OPS.length,

    parse(text) {
      const words = splitWords(text);
      if (words.length !== length) throw createCountError(words.length, nodes);
      return read(words, (word, position) => createValueError(word, position, nodes));
    },
    canonical(architecture) {
      const half = length / 2;
      return [architecture.slice(0, half), architecture.slice(half)].flatMap(canonicalizeCnnCell).join(' ');
    },
    symmetries: (architecture) => listBranchSwaps(architecture, INTEGERS_PER_NODE),
    cells: toCnnCells,
    draw: (architecture) => drawCnnCells(toCnnCells(architecture)),
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

function createCountError(count: number, nodes: number): InputError {
  const length = LENGTH_PER_NODE * nodes;
  const isOtherSize = count > 0 && count % LENGTH_PER_NODE === 0 && count / LENGTH_PER_NODE <= MAX_NODES;
  const otherSize = isOtherSize ? `, or set space.nodes to ${count / LENGTH_PER_NODE}` : '';
  return new InputError(
    `the architecture ${describeWordCount(count)}, but cells of ${pluralize(nodes, 'node')} are ${length} integers with spaces between: give 'input op' for the two ` +
      `branches of each node of the normal cell, then of the reduction cell${otherSize}`,
  );
}

function createValueError(word: string, position: number, nodes: number): InputError {
  const state = stateAt(position, nodes);
  const node = `node ${state} of the ${position < INTEGERS_PER_NODE * nodes ? 'normal' : 'reduction'} cell`;
  const problem = isOp(position)
    ? `op ${word}, but the ops of ${node} are ${CNN_OPS.map((op, i) => `${i} (${op})`).join(', ')}`
    : `input ${word}, but ${node} may read 0 to ${state - 1}`;
  return new InputError(`position ${position + 1}: ${problem}`);
}
