import type { Tensor } from '../../graph/tensor';
import type { Parameters } from '../../layers/parameters/flat';
import type { Norm } from '../../layers/norm';
import { stackedCells, type Logits, type NetworkSpec, type Noise } from '../../networks/stacked-cells';
import type { CellOutput, CnnCells } from '../../space/cnn/cells';
import { fixedCell } from './cell';

/** A network of fixed cells. */
export interface ChildNetworkSpec extends NetworkSpec {
  readonly cellOutput: CellOutput;
}

/**
 * The network of one architecture.
 *
 * @param images [batch, height, width, channels], normalised
 * @param noise what is random while training, or null
 */
export function childNetwork(
  parameters: Parameters,
  spec: ChildNetworkSpec,
  cells: CnnCells,
  images: Tensor,
  noise: Noise | null,
  norm: Norm,
): Logits {
  return stackedCells(parameters, spec, images, noise, norm, (place, before, last) =>
    fixedCell({ parameters, norm, cellOutput: spec.cellOutput }, cells[place.kind], place, before, last),
  );
}
