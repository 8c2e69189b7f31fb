import { createUnknownNameError, InputError } from '../../errors';
import { assertStates, formatGenotype, formatPairs, Genotype, type GenotypePair } from '../genotype';
import { type Branch, buildCnnCells, type Cell, type CnnCells } from './cells';
import type { CellOp } from './ops';

/** Names of the operations in genotypes. Those of DARTS have its names; a factorized convolution is named like DARTS's of 7 pixels. */
export const GENOTYPE_NAMES: Readonly<Record<CellOp, string>> = {
  identity: 'skip_connect',
  conv1: 'conv_1x1',
  conv2: 'conv_2x2',
  conv3: 'conv_3x3',
  sep1: 'sep_conv_1x1',
  sep2: 'sep_conv_2x2',
  sep3: 'sep_conv_3x3',
  sep5: 'sep_conv_5x5',
  max2: 'max_pool_2x2',
  max3: 'max_pool_3x3',
  avg2: 'avg_pool_2x2',
  avg3: 'avg_pool_3x3',
  avg5: 'avg_pool_5x5',
  conv1x3: 'conv_3x1_1x3',
  conv1x7: 'conv_7x1_1x7',
};

/** Formats cells as a genotype, two pairs per node. */
export function formatCnnGenotype({ normal, reduction }: CnnCells): string {
  return formatGenotype({
    normal: formatPairs(toPairs(normal), 2),
    normal_concat: `[${normal.looseEnds.join(', ')}]`,
    reduce: formatPairs(toPairs(reduction), 2),
    reduce_concat: `[${reduction.looseEnds.join(', ')}]`,
  });
}

function toPairs({ nodes }: Cell): GenotypePair[] {
  return nodes.flatMap(({ branches }) =>
    branches.map(({ input, op }) => [GENOTYPE_NAMES[op], input] as const),
  );
}

/**
 * Parses a genotype into branches in text order, normal cell first. Inputs are not checked.
 *
 * @param ops operations of the space
 * @throws InputError if it has another operation, cells of different sizes, or another output than nao's cells
 */
export function parseCnnGenotype<Op extends CellOp>(text: string, ops: readonly Op[]): Branch<Op>[] {
  const genotype = Genotype.parse(text);
  const [normal, reduction] = ['normal', 'reduce'].map((cell) =>
    genotype.getPairs(cell).map(([name, input]): Branch<Op> => ({ input, op: findOp(name, ops) })),
  );
  if (normal.length === 0 || normal.length !== reduction.length || normal.length % 2 > 0) {
    throw new InputError(
      `the genotype has ${normal.length} pairs in normal and ${reduction.length} in reduce: ` +
        `give two pairs for each node, and both cells as many nodes`,
    );
  }
  const cells = buildCnnCells([...normal, ...reduction]);
  assertStates(genotype, 'normal_concat', [cells.normal.looseEnds]);
  assertStates(genotype, 'reduce_concat', [cells.reduction.looseEnds]);
  return [...normal, ...reduction];
}

function findOp<Op extends CellOp>(name: string, ops: readonly Op[]): Op {
  const found = ops.find((op) => GENOTYPE_NAMES[op] === name);
  if (found !== undefined) return found;
  throw createUnknownNameError(
    'operation',
    name,
    ops.map((op) => GENOTYPE_NAMES[op]),
  );
}
