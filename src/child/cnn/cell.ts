import { add, addAll } from '../../graph/ops/add';
import { concat } from '../../graph/ops/concat';
import { mul } from '../../graph/ops/mul';
import { relu } from '../../graph/ops/unary';
import type { Tensor } from '../../graph/tensor';
import { cellInputs } from '../../layers/cell-inputs';
import { factorisedReduction, factorisedReductionPieces } from '../../layers/factorized-reduction';
import type { Parameters } from '../../layers/parameters/flat';
import type { Norm } from '../../layers/norm';
import { ones, weights, zeros } from '../../layers/parameters/spec';
import { pointwise } from '../../layers/pointwise';
import type { CellPlace } from '../../networks/stacked-cells';
import type { Branch, Cell, CellOutput } from '../../space/cnn/cells';
import { operation } from './operations';

/** What every cell of a network is built with. */
export interface CellParts {
  readonly parameters: Parameters;
  readonly norm: Norm;
  readonly cellOutput: CellOutput;
}

/**
 * A cell whose architecture is known while it is built (paper, section 3.1). With a projected output it is what the
 * supernet's cell is once its routing is resolved, its parameters named alike.
 *
 * @param before output of the cell before the last, [batch, height, width, any channels] or twice the size
 * @param last output of the last cell
 * @returns [batch, height, width, channels], as many times the channels as there are loose states where they are
 *   concatenated; half the size for a reduction cell
 */
export function fixedCell(
  parts: CellParts,
  { nodes, loose }: Cell,
  place: CellPlace,
  before: Tensor,
  last: Tensor,
): Tensor {
  const { parameters, norm, cellOutput } = parts;
  // Concatenated states have no norm behind them: every input gets one, or values would double from cell to cell.
  const inputs = { ...place, skipEqual: cellOutput === 'projected' };
  const states = cellInputs(parameters, inputs, before, last, norm);
  nodes.forEach(({ branches }, node) => {
    const [first, second] = branches.map((branch, side) => path(parts, place, states, branch, node, side));
    states.push(add(first, second));
  });
  const outputs = loose.map((state) =>
    asLarge(parts, place, states[state], state, states[states.length - 1]),
  );
  return cellOutput === 'concatenated' ? concat(outputs, 3) : projected(parts, place, outputs, loose);
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

/** An input that nobody reads, made as large as the nodes of a reduction cell; any other state as it is. */
function asLarge(
  { parameters, norm }: CellParts,
  { name, channels }: CellPlace,
  x: Tensor,
  state: number,
  last: Tensor,
): Tensor {
  if (x.shape[1] === last.shape[1] && x.shape[2] === last.shape[2]) return x;
  const pieces = factorisedReductionPieces(channels, channels);
  return factorisedReduction(x, parameters.fixed(`${name}/loose${state}`, pieces), norm);
}

/** The sum of ReLU and a 1x1 convolution of each loose state, then batch norm. */
function projected(
  { parameters, norm }: CellParts,
  { name, channels }: CellPlace,
  outputs: readonly Tensor[],
  loose: readonly number[],
): Tensor {
  const terms = outputs.map((x, i) => {
    const [filter] = parameters.fixed(`${name}/output${loose[i]}`, [weights([channels, channels], channels)]);
    return pointwise(relu(x), filter);
  });
  const [gamma, beta] = parameters.fixed(`${name}/output`, [ones(channels), zeros(channels)]);
  return norm(addAll(terms), gamma, beta);
}
