import type { Tensor } from '../graph/tensor';
import { factorisedReduction, factorisedReductionPieces } from './factorized-reduction';
import type { Parameters } from './parameters/flat';
import type { Norm } from './norm';
import { reluConvNorm, reluConvNormPieces } from './relu-conv-norm';

/**
 * Brings the two inputs of a cell to one size and to the cell's channels.
 *
 * @param name of the cell
 * @param skipEqual leave alone what has the cell's size and channels already
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 */
export function cellInputs(
  parameters: Parameters,
  {
    name,
    channels,
    skipEqual,
  }: { readonly name: string; readonly channels: number; readonly skipEqual: boolean },
  before: Tensor,
  last: Tensor,
  norm: Norm,
): Tensor[] {
  return [before, last].map((x, i) => {
    const own = `${name}/input${i}`;
    if (x.shape[1] !== last.shape[1] || x.shape[2] !== last.shape[2]) {
      const pieces = factorisedReductionPieces(x.shape[3], channels);
      return factorisedReduction(x, parameters.fixed(own, pieces), norm);
    }
    if (skipEqual && x.shape[3] === channels) return x;
    return reluConvNorm(x, parameters.fixed(own, reluConvNormPieces(x.shape[3], channels)), norm);
  });
}
