import type { Tensor } from '../graph/tensor';
import { factorizedReduction, factorizedReductionParams } from './factorized-reduction';
import type { Normalization } from './norm';
import type { ParameterSource } from './parameters/flat';
import { reluConvNorm, reluConvNormParams } from './relu-conv-norm';

/**
 * Brings the two inputs of a cell to one size and to the cell's channels.
 *
 * @param name of the cell
 * @param skipEqual leave alone what has the cell's size and channels already
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 */
export function calibrateInputs(
  parameters: ParameterSource,
  {
    name,
    channels,
    skipEqual,
  }: { readonly name: string; readonly channels: number; readonly skipEqual: boolean },
  before: Tensor,
  last: Tensor,
  norm: Normalization,
): Tensor[] {
  return [before, last].map((x, i) => {
    const parameterName = `${name}/input${i}`;
    if (x.shape[1] !== last.shape[1] || x.shape[2] !== last.shape[2]) {
      const pieces = factorizedReductionParams(x.shape[3], channels);
      return factorizedReduction(x, parameters.getWeights(parameterName, pieces), norm);
    }
    if (skipEqual && x.shape[3] === channels) return x;
    return reluConvNorm(
      x,
      parameters.getWeights(parameterName, reluConvNormParams(x.shape[3], channels)),
      norm,
    );
  });
}
