import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import { randomInteger } from '../../random';
import { assertNodeCount, describeWordCount, splitWords } from '../positional-space';
import type { Architecture } from '../space';
import { canonicalizeCnnCell } from './canonical';
import { buildCnnCells, type CnnSpace } from './cells';
import { drawCnnCells } from './draw';
import { createFactoredOps, fromFactors, OP_KINDS, PAPER_OPS, toFactors } from './factored-ops';
import type { CellOp } from './ops';
import { listBranchSwaps } from './symmetries';

/** `input op size`. */
const INTEGERS_PER_BRANCH = 3;
const INTEGERS_PER_NODE = 2 * INTEGERS_PER_BRANCH;
/** Every node is in both cells. */
export const FACTORED_LENGTH_PER_NODE = 2 * INTEGERS_PER_NODE;

/**
 * The paper's CNN space for children that are trained one by one, with 11 operations (appendix 7.1): 60 tokens at B = 5.
 *
 * @param nodes B, nodes per cell, 1 to 12
 * @throws InputError if `nodes` is out of range
 */
export function createCnn11Space(nodes: number): CnnSpace {
  return createFactoredCnnSpace('cnn11', nodes, PAPER_OPS);
}

/**
 * A CNN space in which a branch is three tokens, as in the paper (section 3.1): the state that is read, the operation and
 * its size, the side of its window in pixels.
 *
 * The text form is `input op size` for the two branches of each node of the normal cell, then of the reduction cell. Ops are
 * numbered as in `OP_KINDS`; the identity has size 1. Tokens 0 to B are inputs, then come the ops, then the sizes.
 *
 * @param ops the operations that there are
 */
export function createFactoredCnnSpace(name: string, nodes: number, ops: readonly CellOp[]): CnnSpace {
  assertNodeCount(nodes);
  const factors = createFactoredOps(ops);
  const length = FACTORED_LENGTH_PER_NODE * nodes;
  const inputTokens = nodes + 1;
  const opTokens = factors.kinds.length;
  const branches = Array.from({ length: length / INTEGERS_PER_BRANCH }, (_, branch) => branch);

  const states = Array.from({ length: inputTokens }, (_, state) => state);
  const inputs = Array.from({ length: nodes }, (_, node) => states.slice(0, node + 2));

  /** What may stand at a position after the value before it, which only a size looks at. */
  function findValidValues(position: number, previous: number): readonly number[] {
    switch (position % INTEGERS_PER_BRANCH) {
      case 0:
        return inputs[stateAt(position, nodes) - 2];
      case 1:
        return factors.kinds;
      default:
        return factors.findSides(previous);
    }
  }

  function toToken(value: number, position: number): number {
    switch (position % INTEGERS_PER_BRANCH) {
      case 0:
        return value;
      case 1:
        return inputTokens + factors.kinds.indexOf(value);
      default:
        return inputTokens + opTokens + factors.sides.indexOf(value);
    }
  }

  function toValue(token: number, position: number): number {
    switch (position % INTEGERS_PER_BRANCH) {
      case 0:
        return token;
      case 1:
        return factors.kinds[token - inputTokens] ?? NaN;
      default:
        return factors.sides[token - inputTokens - opTokens] ?? NaN;
    }
  }

  function toBranches(architecture: Architecture): { input: number; op: CellOp }[] {
    return branches.map((branch) => {
      const [input, kind, side] = architecture.slice(INTEGERS_PER_BRANCH * branch);
      return { input, op: fromFactors(kind, side) };
    });
  }

  function fromBranches(all: readonly { input: number; op: CellOp }[]): number[] {
    return all.flatMap(({ input, op }) => [input, ...toFactors(op)]);
  }

  return {
    name,
    nodes,
    length,
    vocabulary: inputTokens + opTokens + factors.sides.length,
    size: branches.reduce(
      (product, branch) => product * BigInt(stateAt(INTEGERS_PER_BRANCH * branch, nodes) * ops.length),
      1n,
    ),

    validTokens(position, previous) {
      if (!Number.isInteger(position) || position < 0 || position >= length) {
        throw new RangeError(`position ${position} is outside an architecture of ${length} tokens`);
      }
      const before = previous === undefined ? NaN : toValue(previous, position - 1);
      return findValidValues(position, before).map((value) => toToken(value, position));
    },
    toTokens: (architecture) => architecture.map(toToken),
    fromTokens(tokens) {
      if (tokens.length !== length) throw new RangeError(`${tokens.length} tokens where ${length} belong`);
      const values = tokens.map(toValue);
      values.forEach((value, position) => {
        if (!findValidValues(position, values[position - 1]).includes(value)) {
          throw new RangeError(`token ${tokens[position]} is not valid at position ${position}`);
        }
      });
      return values;
    },
    sample: (random) =>
      fromBranches(
        branches.map((branch) => ({
          input: randomInteger(random, stateAt(INTEGERS_PER_BRANCH * branch, nodes)),
          op: ops[randomInteger(random, ops.length)],
        })),
      ),

    parse(text) {
      const words = splitWords(text);
      if (words.length !== length) throw createCountError(name, words.length, nodes);
      const values = words.map((word) => (/^\d+$/.test(word) ? Number(word) : NaN));
      values.forEach((value, position) => {
        const choices = findValidValues(position, values[position - 1]);
        if (!choices.includes(value))
          throw createValueError(words[position], position, nodes, values, choices);
      });
      return values;
    },
    format: (architecture) => architecture.join(' '),

    canonical(architecture) {
      const coded = toBranches(architecture).flatMap(({ input, op }) => [input, ops.indexOf(op)]);
      const half = coded.length / 2;
      const canonical = [coded.slice(0, half), coded.slice(half)].flatMap(canonicalizeCnnCell);
      return fromBranches(
        branches.map((branch) => ({ input: canonical[2 * branch], op: ops[canonical[2 * branch + 1]] })),
      ).join(' ');
    },
    symmetries: (architecture) => listBranchSwaps(architecture, INTEGERS_PER_NODE),
    cells: (architecture) => buildCnnCells(toBranches(architecture)),
    draw: (architecture) => drawCnnCells(buildCnnCells(toBranches(architecture))),
  };
}

/** Number of the node, counted as states are: the cell's inputs are 0 and 1. It is how many states the node may read. */
function stateAt(position: number, nodes: number): number {
  return (Math.floor(position / INTEGERS_PER_NODE) % nodes) + 2;
}

function createCountError(name: string, count: number, nodes: number): InputError {
  const length = FACTORED_LENGTH_PER_NODE * nodes;
  return new InputError(
    `the architecture ${describeWordCount(count)}, but in the space ${name} cells of ${pluralize(nodes, 'node')} are ${length} integers with spaces ` +
      `between: give 'input op size' for the two branches of each node of the normal cell, then of the reduction cell`,
  );
}

function createValueError(
  word: string,
  position: number,
  nodes: number,
  values: readonly number[],
  choices: readonly number[],
): InputError {
  const node = `node ${stateAt(position, nodes)} of the ${position < INTEGERS_PER_NODE * nodes ? 'normal' : 'reduction'} cell`;
  const problems = [
    () => `input ${word}, but ${node} may read 0 to ${choices.length - 1}`,
    () =>
      `op ${word}, but the ops of ${node} are ${choices.map((kind) => `${kind} (${OP_KINDS[kind]})`).join(', ')}`,
    () =>
      `size ${word}, but op ${values[position - 1]} (${OP_KINDS[values[position - 1]]}) of ${node} has size ${choices.join(' or ')}`,
  ];
  return new InputError(`position ${position + 1}: ${problems[position % INTEGERS_PER_BRANCH]()}`);
}
