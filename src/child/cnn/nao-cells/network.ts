import { stackCells } from '../../../networks/stacked-cells';
import type { CnnCells } from '../../../space/cnn/cells';
import type { CnnChildNetwork } from '../network';
import { buildCnnChildCell } from './cell';

/** Creates the network of stacked cells (NAO, Luo et al. 2018, section 3.1). */
export function createNaoCellsNetwork(cells: CnnCells): CnnChildNetwork {
  const nodes = cells.normal.nodes.length;
  return (parameters, spec, images, dropSettings, norm) => {
    const parts = { parameters, norm, cellOutput: spec.cellOutput };
    return stackCells(parameters, { ...spec, nodes }, images, dropSettings, norm, (context, before, last) =>
      buildCnnChildCell(parts, cells[context.kind], context, before, last),
    );
  };
}
