import { createPositionalSpace, type Position } from '../positional-space';
import type { Architecture, Space } from '../space';
import { canonicalizeNasBench201Cell } from './canonical';
import { EDGES, NASBENCH201_OPS } from './cells';
import { BENCHMARK_NETWORK, computeNasBench201Cost } from './counts';
import { drawNasBench201Cell } from './draw';
import { encodeCell } from './encoding';
import { encodeCellGroups } from './graph-features';
import { listNasBench201Parts } from './parts';
import { pruneCell } from './paths';
import { listInnerNodeSwaps } from './symmetries';
import { parseNasBench201Cell } from './text';

const NAME = 'nasbench201';
const OP_COUNT = NASBENCH201_OPS.length;
const SIZE = OP_COUNT ** EDGES.length;

/**
 * Creates the space of NAS-Bench-201 (Dong and Yang, ICLR 2020): cells of four nodes and six edges, with one of five
 * operations on each edge. The benchmark trained all 15,625 cells, so a search can query scores.
 *
 * The text form is the six operations' numbers, in the order of the edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3. Parsing also
 * accepts the benchmark's own texts. A token is an operation.
 *
 * `canonical` distinguishes 5,044 cells. The benchmark's own rule counts 6,466, for three reasons: it distinguishes the
 * sum of zeros from zero, does not pool sums term by term, and counts one convolution that is read twice as two.
 */
export function createNasBench201Space(): Space {
  const { read, ...positional } = createPositionalSpace(
    EDGES.map((): Position => ({ choices: OP_COUNT, firstToken: 0 })),
  );
  // Caches by index: a search looks up the same few thousand cells again and again.
  const canonicalForms: (string | undefined)[] = new Array<undefined>(SIZE);
  const encodedGroups: (number[][] | undefined)[] = new Array<undefined>(SIZE);

  return {
    ...positional,
    name: NAME,
    vocabulary: OP_COUNT,

    parse: (text) => parseNasBench201Cell(text, read),
    canonical: (architecture) =>
      (canonicalForms[toIndex(architecture)] ??= canonicalizeNasBench201Cell(architecture)),
    symmetries: listInnerNodeSwaps,
    prune: pruneCell,
    encode: encodeCell,
    encodeGroups: (architecture) => (encodedGroups[toIndex(architecture)] ??= encodeCellGroups(architecture)),
    countParameters: (architecture, size) => computeNasBench201Cost(size, architecture).parameters,
    referenceNetwork: BENCHMARK_NETWORK,
    listParts: listNasBench201Parts,
    draw: drawNasBench201Cell,
  };
}

/** Returns true if a space's architectures are cells of NAS-Bench-201. */
export function isNasBench201Space({ name }: Pick<Space, 'name'>): boolean {
  return name === NAME;
}

function toIndex(architecture: Architecture): number {
  return architecture.reduce((sum, op) => sum * OP_COUNT + op, 0);
}
