import type { CellPart } from '../cell-parts';
import type { Architecture } from '../space';
import { toRnnCell } from './cells';

/** Lists the activations, and the nodes that others read. */
export function listRnnParts(architecture: Architecture): CellPart[] {
  return toRnnCell(architecture).nodes.flatMap(({ activation, previous }): CellPart[] => [
    { kind: 'activation', name: activation },
    ...(previous === undefined ? [] : [{ kind: 'input', name: `node ${previous}` }]),
  ]);
}
