import { add, addAll } from '../graph/ops/add';
import { mul } from '../graph/ops/mul';
import { relu } from '../graph/ops/unary';
import type { Tensor } from '../graph/tensor';
import { cellInputs } from '../layers/cell-inputs';
import { factorisedReduction, factorisedReductionPieces } from '../layers/factorised-reduction';
import type { Parameters } from '../layers/flat-parameters';
import type { Norm } from '../layers/norm';
import { ones, weights, zeros } from '../layers/pieces';
import { pointwise } from '../layers/pointwise';
import type { CellPlace } from '../layers/stacked-cells';
import type { Branch, Cell } from '../space/cnn-cells';
import { operation } from './operations';

/** What every cell of a network is built with. */
export interface CellParts {
  readonly parameters: Parameters;
  readonly norm: Norm;
}

/**
 * A cell whose architecture is known while it is built: what the supernet's cell is once its routing is resolved, its
 * parameters named alike (paper, section 3.1).
 *
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 * @returns [batch, height, width, channels], half the size for a reduction cell
 */
export function fixedCell(
  parts: CellParts,
  { nodes, loose }: Cell,
  place: CellPlace,
  before: Tensor,
  last: Tensor,
): Tensor {
  const states = cellInputs(parts.parameters, place.name, place.channels, before, last, parts.norm);
  nodes.forEach(({ branches }, node) => {
    const [first, second] = branches.map((branch, side) => path(parts, place, states, branch, node, side));
    states.push(add(first, second));
  });
  return output(parts, place, states, loose);
}

function path(
  parts: CellParts,
  place: CellPlace,
  states: readonly Tensor[],
  { input, op }: Branch,
  node: number,
  side: number,
): Tensor {
  // In a reduction cell the inputs are read with stride 2 and the nodes, already half the size, with stride 1.
  const stride = place.kind === 'reduction' && input < 2 ? 2 : 1;
  const y = operation(op, states[input], { ...parts, name: `${place.name}/${node}/${side}`, stride });
  const mask = place.pathMasks?.[2 * node + side];
  // The identity is what the other paths are dropped from: it stays.
  return mask === undefined || y === states[input] ? y : mul(y, mask);
}

/** The states that nobody reads, together: the sum of ReLU and a 1x1 convolution of each, then batch norm. */
function output(
  { parameters, norm }: CellParts,
  { name, channels }: CellPlace,
  states: readonly Tensor[],
  loose: readonly number[],
): Tensor {
  const reduced = states[states.length - 1].shape;
  const terms = loose.map((state) => {
    let x = states[state];
    if (x.shape[1] !== reduced[1] || x.shape[2] !== reduced[2]) {
      const pieces = factorisedReductionPieces(channels, channels);
      x = factorisedReduction(x, parameters.fixed(`${name}/loose${state}`, pieces), norm);
    }
    const [filter] = parameters.fixed(`${name}/output${state}`, [weights([channels, channels], channels)]);
    return pointwise(relu(x), filter);
  });
  const [gamma, beta] = parameters.fixed(`${name}/output`, [ones(channels), zeros(channels)]);
  return norm(addAll(terms), gamma, beta);
}
