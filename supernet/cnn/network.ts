import { batchNorm } from '../../src/graph/ops/batch-norm';
import type { Tensor } from '../../src/graph/tensor';
import type { Builder } from '../../src/layers/parameters/layout';
import { stackedCells, type Logits, type NetworkSpec, type Noise } from '../../src/networks/stacked-cells';
import type { SupernetCells } from '../../src/space/cnn/cells';
import { cell } from './cell';

export type { NetworkSpec } from '../../src/networks/stacked-cells';

/**
 * The whole supernet. Batch norm uses each batch's own statistics, in training and in scoring alike: running averages
 * over many architectures would fit none.
 *
 * @param images [batch, height, width, channels], normalised
 */
export function network(
  builder: Builder<SupernetCells>,
  spec: NetworkSpec,
  images: Tensor,
  noise: Noise | null,
): Logits {
  return stackedCells(builder, spec, images, noise, batchNorm, (place, before, last) =>
    cell(builder, { ...place, nodes: spec.nodes }, before, last),
  );
}
