import type { InputError } from '../../errors';
import { pluralize } from '../../plural';
import { randomInteger } from '../../random';
import { isGenotype } from '../genotype';
import { assertNodeCount } from '../positional-space';
import type { Architecture } from '../space';
import {
  createPositionError,
  createWordCountError,
  formatChoices,
  parseInteger,
  splitWords,
} from '../text-form';
import { canonicalizeCnnCell } from './canonical';
import { type Branch, buildCnnCells, type CnnCells, type CnnSpace, describeNode, findState } from './cells';
import { createPaperNetwork } from './counts';
import { drawCnnCells } from './draw';
import {
  createFactoredOps,
  type FactoredOps,
  fromFactors,
  OP_KINDS,
  PAPER_OPS,
  toFactors,
} from './factored-ops';
import { parseCnnGenotype } from './genotype';
import { encodeCnnGroups } from './graph-features';
import type { CellOp } from './ops';
import { listCnnParts } from './parts';
import { listBranchSwaps } from './symmetries';

/** `input op size`. */
const INTEGERS_PER_BRANCH = 3;
const INTEGERS_PER_NODE = 2 * INTEGERS_PER_BRANCH;
/** Each node number occurs in both cells. */
export const FACTORED_LENGTH_PER_NODE = 2 * INTEGERS_PER_NODE;

/**
 * Creates the space of NAO (Luo et al. 2018, appendix 7.1) for children trained from scratch. It has 11 operations, and
 * 60 tokens per architecture at B = 5.
 *
 * @param nodes B, nodes per cell, 1 to 12
 * @throws InputError if `nodes` is out of range
 */
export function createCnn11Space(nodes: number): CnnSpace {
  return createFactoredCnnSpace('cnn11', nodes, PAPER_OPS);
}

/**
 * Creates a CNN space in which a branch is three tokens (NAO section 3.1): input state, op kind, and size. The size is
 * the side of the op's window in pixels, 1 for the identity.
 *
 * The text form is `input op size` for the two branches of each node of the normal cell, then of the reduction cell.
 * Ops are numbered as in `OP_KINDS`. Tokens 0 to B are inputs, followed by the ops and the sizes.
 *
 * @param ops the operations of the space
 */
export function createFactoredCnnSpace(name: string, nodes: number, ops: readonly CellOp[]): CnnSpace {
  assertNodeCount(nodes);
  const form = new FactoredForm(nodes, createFactoredOps(ops));
  const toCells = (architecture: Architecture): CnnCells => buildCnnCells(toBranches(architecture));
  const { length } = form;
  return {
    name,
    nodes,
    length,
    vocabulary: form.vocabulary,
    size: form.inputChoices.reduce((product, inputs) => product * BigInt(inputs * ops.length), 1n),

    validTokens(position, previous) {
      if (!Number.isInteger(position) || position < 0 || position >= length) {
        throw new RangeError(`position ${position} is outside an architecture of ${length} tokens`);
      }
      return form.validTokens(position, previous);
    },
    toTokens: (architecture) => architecture.map((value, position) => form.toToken(value, position)),
    fromTokens(tokens) {
      if (tokens.length !== length) throw new RangeError(`got ${tokens.length} tokens, expected ${length}`);
      const values = tokens.map((token, position) => form.toValue(token, position));
      form.assertValid(values, (position) => {
        return new RangeError(`token ${tokens[position]} is not valid at position ${position}`);
      });
      return values;
    },
    sample: (random) =>
      toArchitecture(
        form.inputChoices.map((inputs) => ({
          input: randomInteger(random, inputs),
          op: ops[randomInteger(random, ops.length)],
        })),
      ),

    parse(text) {
      const words = isGenotype(text) ? readGenotype(text, ops) : splitWords(text);
      if (words.length !== length) throw createCountError(name, words.length, nodes);
      const values = words.map(parseInteger);
      form.assertValid(values, (position, choices) => {
        return createValueError(words[position], position, nodes, values, choices);
      });
      return values;
    },
    format: (architecture) => architecture.join(' '),

    canonical: (architecture) => canonicalize(architecture, ops).join(' '),
    symmetries: (architecture) => listBranchSwaps(architecture, INTEGERS_PER_NODE),
    cells: toCells,
    referenceNetwork: createPaperNetwork(toCells),
    listParts: (architecture) => listCnnParts(toCells(architecture)),
    encodeGroups: (architecture) => encodeCnnGroups(toCells(architecture), ops),
    draw: (architecture) => drawCnnCells(toCells(architecture)),
  };
}

/** The values and tokens of each position of the text form. */
class FactoredForm {
  readonly length: number;
  readonly vocabulary: number;
  /** Number of input choices of each branch. */
  readonly inputChoices: readonly number[];
  /** Input states, op kinds and sizes, each with its first token: the value `values[i]` is token `firstToken` + i. */
  private readonly factors: readonly { readonly values: readonly number[]; readonly firstToken: number }[];

  constructor(
    nodes: number,
    private readonly ops: FactoredOps,
  ) {
    this.length = FACTORED_LENGTH_PER_NODE * nodes;
    this.inputChoices = Array.from({ length: this.length / INTEGERS_PER_BRANCH }, (_, branch) =>
      findState(INTEGERS_PER_BRANCH * branch, nodes, INTEGERS_PER_NODE),
    );
    const states = Array.from({ length: nodes + 1 }, (_, state) => state);
    this.factors = [
      { values: states, firstToken: 0 },
      { values: ops.kinds, firstToken: states.length },
      { values: ops.sides, firstToken: states.length + ops.kinds.length },
    ];
    this.vocabulary = states.length + ops.kinds.length + ops.sides.length;
  }

  toToken(value: number, position: number): number {
    const { values, firstToken } = this.factors[position % INTEGERS_PER_BRANCH];
    return firstToken + values.indexOf(value);
  }

  /** Returns the value of a token, or NaN if the token is not one of the position's factor. */
  toValue(token: number, position: number): number {
    const { values, firstToken } = this.factors[position % INTEGERS_PER_BRANCH];
    return values[token - firstToken] ?? NaN;
  }

  validTokens(position: number, previous: number | undefined): number[] {
    const previousValue = previous === undefined ? NaN : this.toValue(previous, position - 1);
    return this.findChoices(position, previousValue).map((value) => this.toToken(value, position));
  }

  /** Throws the error that `createError` makes for the first invalid value, if there is one. */
  assertValid(
    values: readonly number[],
    createError: (position: number, choices: readonly number[]) => Error,
  ): void {
    values.forEach((value, position) => {
      const choices = this.findChoices(position, values[position - 1]);
      if (!choices.includes(value)) throw createError(position, choices);
    });
  }

  /** Returns the values allowed at a position. Only the sizes depend on the previous value, their op kind. */
  private findChoices(position: number, previous: number): readonly number[] {
    const branch = Math.floor(position / INTEGERS_PER_BRANCH);
    switch (position % INTEGERS_PER_BRANCH) {
      case 0:
        return this.factors[0].values.slice(0, this.inputChoices[branch]);
      case 1:
        return this.ops.kinds;
      default:
        return this.ops.findSides(previous);
    }
  }
}

function toBranches(architecture: Architecture): Branch[] {
  return Array.from({ length: architecture.length / INTEGERS_PER_BRANCH }, (_, branch) => {
    const [input, kind, side] = architecture.slice(INTEGERS_PER_BRANCH * branch);
    return { input, op: fromFactors(kind, side) };
  });
}

function toArchitecture(branches: readonly Branch[]): number[] {
  return branches.flatMap(({ input, op }) => [input, ...toFactors(op)]);
}

/** Returns the words of a genotype's text form. */
function readGenotype(text: string, ops: readonly CellOp[]): string[] {
  return toArchitecture(parseCnnGenotype(text, ops)).map(String);
}

/** Canonicalizes both cells, with each operation as a single integer: its index in `ops`. */
function canonicalize(architecture: Architecture, ops: readonly CellOp[]): number[] {
  const branches = toBranches(architecture);
  const integers = branches.flatMap(({ input, op }) => [input, ops.indexOf(op)]);
  const half = integers.length / 2;
  const canonical = [integers.slice(0, half), integers.slice(half)].flatMap(canonicalizeCnnCell);
  return toArchitecture(
    branches.map((_, branch) => ({ input: canonical[2 * branch], op: ops[canonical[2 * branch + 1]] })),
  );
}

function createCountError(name: string, words: number, nodes: number): InputError {
  return createWordCountError(
    words,
    `${name} cells of ${pluralize(nodes, 'node')} have ${FACTORED_LENGTH_PER_NODE * nodes} integers: ` +
      `give 'input op size' for both branches of each node, normal cell first`,
  );
}

function createValueError(
  word: string,
  position: number,
  nodes: number,
  values: readonly number[],
  choices: readonly number[],
): InputError {
  const node = describeNode(position, nodes, INTEGERS_PER_NODE);
  switch (position % INTEGERS_PER_BRANCH) {
    case 0:
      return createPositionError(position, `input ${word}, but ${node} may read 0 to ${choices.length - 1}`);
    case 1:
      return createPositionError(
        position,
        `op ${word}, but the ops of ${node} are ${formatChoices(OP_KINDS, choices)}`,
      );
    default: {
      const op = formatChoices(OP_KINDS, [values[position - 1]]);
      return createPositionError(
        position,
        `size ${word}, but op ${op} of ${node} has size ${choices.join(' or ')}`,
      );
    }
  }
}
