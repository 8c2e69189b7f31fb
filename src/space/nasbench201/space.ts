import { randomInteger } from '../../random';
import type { Architecture, Space } from '../space';
import { canonicalizeNasBench201Cell } from './canonical';
import { EDGES, NASBENCH201_OPS, type NasBench201Op } from './cell';
import { drawNasBench201Cell } from './draw';
import { encodeCell } from './encoding';
import { encodeCellGroups } from './graph-features';
import { findEdgesOnPaths, findIntactPaths } from './paths';
import { parseNasBench201Cell } from './text';

const LENGTH = EDGES.length;
const OP_COUNT = NASBENCH201_OPS.length;
const SIZE = OP_COUNT ** LENGTH;

/** Places of edges in the text form. */
const [ZERO_ONE, ZERO_TWO, ONE_TWO, ONE_THREE, TWO_THREE] = [0, 1, 2, 4, 5];
const NONE = NASBENCH201_OPS.indexOf('none' satisfies NasBench201Op);

/**
 * The space of NAS-Bench-201 (Dong and Yang, ICLR 2020): cells of four nodes, each of whose six edges has one of five
 * operations; the one cell is stacked to a network. All 15,625 have been trained, so a search can look scores up.
 *
 * The text form is the six operations' numbers, in the order of the edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3; the benchmark's
 * own texts are read too. A token is an operation. `canonical` tells 5,044 cells apart. (The benchmark's own
 * rule counts 6,466: it takes zero added to zero for something else than zero and pools no sums term by term, and it takes
 * one convolution that is read twice for two.)
 */
export function createNasBench201Space(): Space {
  const tokens = Array.from({ length: OP_COUNT }, (_, op) => op);
  /** By index: searches ask again and again for the same few thousand. */
  const canonicalForms: (string | undefined)[] = new Array<undefined>(SIZE);
  const encodedGroups: (number[][] | undefined)[] = new Array<undefined>(SIZE);

  return {
    name: 'nasbench201',
    length: LENGTH,
    vocabulary: OP_COUNT,
    size: BigInt(SIZE),

    validTokens(position) {
      if (!(position >= 0 && position < LENGTH)) {
        throw new RangeError(`position ${position} is outside an architecture of ${LENGTH} tokens`);
      }
      return tokens;
    },
    toTokens: (architecture) => [...architecture],
    fromTokens(given) {
      if (given.length !== LENGTH) throw new RangeError(`${given.length} tokens where ${LENGTH} belong`);
      const position = given.findIndex((token) => tokens[token] === undefined);
      if (position >= 0)
        throw new RangeError(`token ${given[position]} is not valid at position ${position}`);
      return [...given];
    },
    sample: (random) => EDGES.map(() => randomInteger(random, OP_COUNT)),
    parse: parseNasBench201Cell,
    format: (architecture) => architecture.join(' '),
    canonical: (architecture) =>
      (canonicalForms[toIndex(architecture)] ??= canonicalizeNasBench201Cell(architecture)),
    symmetries: findSymmetries,
    prune: pruneCell,
    encode: encodeCell,
    encodeGroups: (architecture) => (encodedGroups[toIndex(architecture)] ??= encodeCellGroups(architecture)),
    draw: drawNasBench201Cell,
  };
}

function toIndex(architecture: Architecture): number {
  return architecture.reduce((sum, op) => sum * OP_COUNT + op, 0);
}

/** `none` on every edge that no path from input to output goes through. */
function pruneCell(architecture: Architecture): Architecture {
  const live = findEdgesOnPaths(findIntactPaths(architecture));
  return architecture.map((op, edge) => (live.includes(edge) ? op : NONE));
}

/** The two inner nodes change places, which they can where no operation leads from one to the other. */
function findSymmetries(architecture: Architecture): Architecture[] {
  if (architecture[ONE_TWO] !== NONE) return [];
  const swapped = [...architecture];
  [swapped[ZERO_ONE], swapped[ZERO_TWO]] = [swapped[ZERO_TWO], swapped[ZERO_ONE]];
  [swapped[ONE_THREE], swapped[TWO_THREE]] = [swapped[TWO_THREE], swapped[ONE_THREE]];
  return swapped.some((op, edge) => op !== architecture[edge]) ? [swapped] : [];
}
