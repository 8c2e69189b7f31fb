import type { InputError } from '../../errors';
import { pluralize } from '../../plural';
import { isGenotype } from '../genotype';
import { assertNodeCount, createPositionalSpace, MAX_NODES, type Position } from '../positional-space';
import { createPositionError, createWordCountError, formatChoices, splitWords } from '../text-form';
import { canonicalizeCnnCell } from './canonical';
import { type CnnSpace, describeNode, findState, INTEGERS_PER_NODE, toCnnCells } from './cells';
import { computeNetworkCost, createPaperNetwork } from './counts';
import { drawCnnCells } from './draw';
import { parseCnnGenotype } from './genotype';
import { encodeCnnGroups } from './graph-features';
import { CNN_OPS } from './ops';
import { listCnnParts } from './parts';
import { listBranchSwaps } from './symmetries';

/** Each node number occurs in both cells. */
const LENGTH_PER_NODE = 2 * INTEGERS_PER_NODE;

/**
 * Creates the weight-sharing CNN space (NAO, Luo et al. 2018, section 3.1, with the operations of ENAS). An architecture
 * is a normal and a reduction cell of `nodes` nodes. Each node adds two branches `input op`.
 *
 * Inputs 0 and 1 of a cell are the outputs of the two cells before it. Its nodes are numbered from 2, and a node reads
 * smaller numbers only. The text form is the normal cell's branches, then the reduction cell's. Tokens 0 to B are
 * inputs, tokens B + 1 to B + 5 operations.
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
      : { choices: findState(position, nodes, INTEGERS_PER_NODE), firstToken: 0 },
  );
  const { read, ...positional } = createPositionalSpace(positions);

  return {
    ...positional,
    name: 'cnn',
    nodes,
    vocabulary: inputTokens + CNN_OPS.length,

    parse(text) {
      const words = isGenotype(text) ? readGenotype(text) : splitWords(text);
      if (words.length !== length) throw createCountError(words.length, nodes);
      return read(words, (word, position) => createValueError(word, position, nodes));
    },
    canonical(architecture) {
      const half = length / 2;
      return [architecture.slice(0, half), architecture.slice(half)].flatMap(canonicalizeCnnCell).join(' ');
    },
    symmetries: (architecture) => listBranchSwaps(architecture, INTEGERS_PER_NODE),
    cells: toCnnCells,
    countParameters: (architecture, size) =>
      computeNetworkCost(toCnnCells(architecture), { ...size, cellOutput: 'projected' }).parameters,
    referenceNetwork: createPaperNetwork(toCnnCells),
    listParts: (architecture) => listCnnParts(toCnnCells(architecture)),
    encodeGroups: (architecture) => encodeCnnGroups(toCnnCells(architecture), CNN_OPS),
    draw: (architecture) => drawCnnCells(toCnnCells(architecture)),
  };
}

/** Returns the words of a genotype's text form. */
function readGenotype(text: string): string[] {
  return parseCnnGenotype(text, CNN_OPS).flatMap(({ input, op }) => [input, CNN_OPS.indexOf(op)].map(String));
}

/** Returns true for the second integer of a branch `input op`. */
function isOp(position: number): boolean {
  return position % 2 === 1;
}

function createCountError(words: number, nodes: number): InputError {
  const otherNodes = words / LENGTH_PER_NODE;
  const fitsOther = Number.isInteger(otherNodes) && otherNodes > 0 && otherNodes <= MAX_NODES;
  return createWordCountError(
    words,
    `cells of ${pluralize(nodes, 'node')} have ${LENGTH_PER_NODE * nodes} integers: ` +
      `give 'input op' for both branches of each node, normal cell first`,
    fitsOther ? otherNodes : undefined,
  );
}

function createValueError(word: string, position: number, nodes: number): InputError {
  const node = describeNode(position, nodes, INTEGERS_PER_NODE);
  return createPositionError(
    position,
    isOp(position)
      ? `op ${word}, but the ops of ${node} are ${formatChoices(CNN_OPS)}`
      : `input ${word}, but ${node} may read 0 to ${findState(position, nodes, INTEGERS_PER_NODE) - 1}`,
  );
}
