import type { Architecture } from '../space';
import { NASBENCH201_OPS, type NasBench201Op } from './cells';

/** Indices of edges in the text form. */
const [ZERO_ONE, ZERO_TWO, ONE_TWO, ONE_THREE, TWO_THREE] = [0, 1, 2, 4, 5];
const NONE = NASBENCH201_OPS.indexOf('none' satisfies NasBench201Op);

/**
 * Lists the symmetric architecture: the two inner nodes swapped. There is none if an operation leads from one inner node
 * to the other, or if swapping changes nothing.
 */
export function listInnerNodeSwaps(architecture: Architecture): Architecture[] {
  if (architecture[ONE_TWO] !== NONE) return [];
  const swapped = [...architecture];
  [swapped[ZERO_ONE], swapped[ZERO_TWO]] = [swapped[ZERO_TWO], swapped[ZERO_ONE]];
  [swapped[ONE_THREE], swapped[TWO_THREE]] = [swapped[TWO_THREE], swapped[ONE_THREE]];
  return swapped.some((op, edge) => op !== architecture[edge]) ? [swapped] : [];
}
