import type { CellPart } from '../cell-parts';
import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS } from './cells';
import { getOpLabel } from './draw';

/** Lists the operations, of the cell and of each of its edges. */
export function listNasBench201Parts(architecture: Architecture): CellPart[] {
  return EDGES.flatMap(({ from, to }, edge): CellPart[] => {
    const name = getOpLabel(NASBENCH201_OPS[architecture[edge]]);
    return [
      { kind: 'operation', name },
      { kind: `edge ${from} to ${to}`, name },
    ];
  });
}
