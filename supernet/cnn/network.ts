import { batchNorm } from '../../src/graph/ops';
import type { Tensor } from '../../src/graph/tensor';
import type { Builder } from '../../src/layers/parameters/layout';
import {
  type CnnNetworkSpec,
  type DropSettings,
  type Logits,
  stackCells,
} from '../../src/networks/stacked-cells';
import type { SupernetCells } from '../../src/space/cnn/cells';
import { buildCnnSupernetCell } from './cell';

export type { CnnNetworkSpec } from '../../src/networks/stacked-cells';

/**
 * Builds the network of the supernet. Batch norm uses the statistics of each batch, in training and in evaluation: running
 * averages over many architectures would fit none of them.
 *
 * @param images [batch, height, width, channels], normalized
 */
export function buildCnnSupernetNetwork(
  builder: Builder<SupernetCells>,
  spec: CnnNetworkSpec,
  images: Tensor,
  dropSettings: DropSettings | null,
): Logits {
  return stackCells(builder, spec, images, dropSettings, batchNorm, (context, before, last) =>
    buildCnnSupernetCell(builder, { ...context, nodes: spec.nodes }, before, last),
  );
}
