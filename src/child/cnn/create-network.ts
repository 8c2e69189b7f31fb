import { isCnnSpace } from '../../space/cnn/cells';
import { isNasBench201Space } from '../../space/nasbench201/space';
import type { Architecture, Space } from '../../space/space';
import { createNaoCellsNetwork } from './nao-cells/network';
import { createNasBench201Network } from './nasbench201';
import type { CnnChildNetwork } from './network';

/** Returns the network of an architecture, or undefined if its space has no convolutional networks. */
export function createCnnChildNetwork(space: Space, architecture: Architecture): CnnChildNetwork | undefined {
  if (isCnnSpace(space)) return createNaoCellsNetwork(space.cells(architecture));
  return isNasBench201Space(space) ? createNasBench201Network(architecture) : undefined;
}
