import type { Tensor } from '../../graph/tensor';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import {
  type CnnNetworkSpec,
  type DropSettings,
  type Logits,
  stackCells,
} from '../../networks/stacked-cells';
import type { CellOutput, CnnCells } from '../../space/cnn/cells';
import { buildCnnChildCell } from './cell';

/** Size and structure of a network of fixed cells. */
export interface CnnChildNetworkSpec extends CnnNetworkSpec {
  readonly cellOutput: CellOutput;
}

/**
 * Builds the network of one architecture.
 *
 * @param images [batch, height, width, channels], normalized
 * @param dropSettings null for evaluation
 */
export function buildCnnChildNetwork(
  parameters: ParameterSource,
  spec: CnnChildNetworkSpec,
  cells: CnnCells,
  images: Tensor,
  dropSettings: DropSettings | null,
  norm: Normalization,
): Logits {
  const parts = { parameters, norm, cellOutput: spec.cellOutput };
  return stackCells(parameters, spec, images, dropSettings, norm, (context, before, last) =>
    buildCnnChildCell(parts, cells[context.kind], context, before, last),
  );
}
