import type { Tensor } from '../graph/tensor';
import { factorizedReduction, factorizedReductionParams } from './factorized-reduction';
import type { Normalization } from './norm';
import type { ParameterSource } from './parameters/flat';
import { reluConvNorm, reluConvNormParams } from './relu-conv-norm';

/** The cell whose inputs are calibrated. */
interface CalibrationOptions {
  /** Name of the cell. */
  readonly name: string;
  readonly channels: number;
  /** Returns an input unchanged if it already has the cell's size and channels. */
  readonly skipEqual: boolean;
}

/**
 * Brings the two inputs of a cell to the same size and to the cell's number of channels.
 *
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 */
export function calibrateInputs(
  parameters: ParameterSource,
  { name, channels, skipEqual }: CalibrationOptions,
  before: Tensor,
  last: Tensor,
  norm: Normalization,
): Tensor[] {
  return [before, last].map((x, i) => {
    const parameterName = `${name}/input${i}`;
    if (x.shape[1] !== last.shape[1] || x.shape[2] !== last.shape[2]) {
      const specs = factorizedReductionParams(x.shape[3], channels);
      return factorizedReduction(x, parameters.getWeights(parameterName, specs), norm);
    }
    if (skipEqual && x.shape[3] === channels) return x;
    const specs = reluConvNormParams(x.shape[3], channels);
    return reluConvNorm(x, parameters.getWeights(parameterName, specs), norm);
  });
}
