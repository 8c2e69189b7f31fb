import { stackCells, type StackedCellsSpec } from '../../../src/networks/stacked-cells';
import { type SupernetCells, toCnnCells } from '../../../src/space/cnn/cells';
import type { CnnSupernetNetwork } from '../network';
import { buildCnnSupernetCell } from './cell';

/** Creates the supernet of NAO's cells (Luo et al. 2018, section 3.1, with the operations of ENAS). */
export function createNaoCellsSupernet(spec: StackedCellsSpec): CnnSupernetNetwork<SupernetCells> {
  return {
    toRoute: toCnnCells,
    build: (builder, images, dropSettings, norm) =>
      stackCells(builder, spec, images, dropSettings, norm, (context, before, last) =>
        buildCnnSupernetCell({ builder, norm }, { ...context, nodes: spec.nodes }, before, last),
      ),
  };
}
