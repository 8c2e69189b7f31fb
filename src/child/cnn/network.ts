import type { Tensor } from '../../graph/tensor';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import type { CnnNetworkSpec, DropSettings, Logits } from '../../networks/classifier/network';
import type { CellOutput } from '../../space/cnn/cells';

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
