import type { CellPart } from '../cell-parts';
import type { CnnCells } from './cells';
import { getOpLabel } from './draw';

/** Lists the operations and inputs of both cells. */
export function listCnnParts({ normal, reduction }: CnnCells): CellPart[] {
  const cells = [
    { name: 'normal cell', cell: normal },
    { name: 'reduction cell', cell: reduction },
  ];
  return cells.flatMap(({ name, cell }) =>
    cell.nodes
      .flatMap(({ branches }) => branches)
      .flatMap(({ op, input }): CellPart[] => [
        { kind: `${name}: operation`, name: getOpLabel(op) },
        { kind: `${name}: input`, name: input < 2 ? `input ${input}` : `node ${input}` },
      ]),
  );
}
