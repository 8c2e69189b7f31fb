import { add, addAll, concat, mul, relu } from '../../../graph/ops';
import type { Tensor } from '../../../graph/tensor';
import { calibrateInputs } from '../../../layers/cell-inputs';
import { factorizedReduction, factorizedReductionParams } from '../../../layers/factorized-reduction';
import type { Normalization } from '../../../layers/norm';
import type { ParameterSource } from '../../../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../../../layers/parameters/spec';
import { pointwise } from '../../../layers/pointwise';
import type { CellContext } from '../../../networks/stacked-cells';
import type { Branch, Cell, CellOutput } from '../../../space/cnn/cells';
import { buildOp } from './operations';

/** Parameters and settings shared by all cells of a network. */
export interface CellParts {
  readonly parameters: ParameterSource;
  readonly norm: Normalization;
  readonly cellOutput: CellOutput;
}

/**
 * Builds the cell of a fixed architecture (NAO, Luo et al. 2018, section 3.1). With a projected output it equals the
 * supernet's cell routed to this architecture, and its parameters have the same names.
 *
 * @param before output of the cell before the last, [batch, height, width, any channels] or twice the size
 * @param last output of the last cell
 * @returns [batch, height, width, channels], or [batch, height, width, loose ends * channels] if they are concatenated;
 *   half the size for a reduction cell
 */
export function buildCnnChildCell(
  parts: CellParts,
  { nodes, looseEnds }: Cell,
  context: CellContext,
  before: Tensor,
  last: Tensor,
): Tensor {
  const { parameters, norm, cellOutput } = parts;
  // Concatenated outputs are not normalized: every input is, or values would double from cell to cell.
  const inputs = { ...context, skipEqual: cellOutput === 'projected' };
  const states = calibrateInputs(parameters, inputs, before, last, norm);
  nodes.forEach(({ branches }, node) => {
    const [first, second] = branches.map((branch, branchIndex) =>
      buildBranch(parts, context, states, branch, node, branchIndex),
    );
    states.push(add(first, second));
  });
  const outputs = looseEnds.map((state) =>
    matchSize(parts, context, states[state], state, states[states.length - 1]),
  );
  return cellOutput === 'concatenated'
    ? concat(outputs, 3)
    : projectLooseEnds(parts, context, outputs, looseEnds);
}

function buildBranch(
  parts: CellParts,
  context: CellContext,
  states: readonly Tensor[],
  { input, op }: Branch,
  node: number,
  branchIndex: number,
): Tensor {
  // In a reduction cell, inputs are read with stride 2; nodes already have half the size.
  const stride = context.kind === 'reduction' && input < 2 ? 2 : 1;
  const y = buildOp(op, states[input], { ...parts, name: `${context.name}/${node}/${branchIndex}`, stride });
  const mask = context.dropPathMasks?.[2 * node + branchIndex];
  // The identity is never dropped.
  return mask === undefined || y === states[input] ? y : mul(y, mask);
}

/** Reduces an unread input to the size of a reduction cell's nodes. Any other state is returned unchanged. */
function matchSize(
  { parameters, norm }: CellParts,
  { name, channels }: CellContext,
  x: Tensor,
  state: number,
  last: Tensor,
): Tensor {
  if (x.shape[1] === last.shape[1] && x.shape[2] === last.shape[2]) return x;
  const specs = factorizedReductionParams(channels, channels);
  return factorizedReduction(x, parameters.getWeights(`${name}/loose${state}`, specs), norm);
}

/** Applies ReLU and a 1x1 convolution to each loose end, sums the results and normalizes the sum. */
function projectLooseEnds(
  { parameters, norm }: CellParts,
  { name, channels }: CellContext,
  outputs: readonly Tensor[],
  looseEnds: readonly number[],
): Tensor {
  const specs = [heNormal('filter', [channels, channels], channels)];
  const terms = outputs.map((x, i) => {
    const [filter] = parameters.getWeights(`${name}/output${looseEnds[i]}`, specs);
    return pointwise(relu(x), filter);
  });
  const [gamma, beta] = parameters.getWeights(`${name}/output`, [
    onesInit('gamma', channels),
    zerosInit('beta', channels),
  ]);
  return norm(addAll(terms), gamma, beta);
}
