import type { Tensor } from '../../graph/tensor';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import type { CnnNetworkSpec, DropSettings, Logits } from '../../networks/classifier/network';
import { type CellOutput, isCnnSpace } from '../../space/cnn/cells';
import { isNasBench201Space } from '../../space/nasbench201/space';
import type { Architecture, Space } from '../../space/space';
import { createNaoCellsNetwork } from './nao-cells/network';
import { createNasBench201Network } from './nasbench201';

/** Size of a child's network. */
export interface CnnChildNetworkSpec extends CnnNetworkSpec {
  /** How NAO's cells combine their loose ends. */
  readonly cellOutput: CellOutput;
}

/**
 * Builds the network of one architecture, for training or evaluation.
 *
 * @param images [batch, height, width, channels], normalized
 * @param dropSettings null for evaluation
 */
export type CnnChildNetwork = (
  parameters: ParameterSource,
  spec: CnnChildNetworkSpec,
  images: Tensor,
  dropSettings: DropSettings | null,
  norm: Normalization,
) => Logits;

/** Returns the network of an architecture, or undefined if its space has no convolutional networks. */
export function createCnnChildNetwork(space: Space, architecture: Architecture): CnnChildNetwork | undefined {
  if (isCnnSpace(space)) return createNaoCellsNetwork(space.cells(architecture));
  return isNasBench201Space(space) ? createNasBench201Network(architecture) : undefined;
}
