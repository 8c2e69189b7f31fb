import { add, addAll, concat, mul, relu } from '../../graph/ops';
import type { Tensor } from '../../graph/tensor';
import { calibrateInputs } from '../../layers/cell-inputs';
import { factorizedReduction, factorizedReductionParams } from '../../layers/factorized-reduction';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../../layers/parameters/spec';
import { pointwise } from '../../layers/pointwise';
import type { CellContext } from '../../networks/stacked-cells';
import type { Branch, Cell, CellOutput } from '../../space/cnn/cells';
import { buildOp } from './operations';

/** What every cell of a network is built with. */
export interface CellParts {
  readonly parameters: ParameterSource;
  readonly norm: Normalization;
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
export function buildCnnChildCell(
  parts: CellParts,
  { nodes, looseEnds: loose }: Cell,
  context: CellContext,
  before: Tensor,
  last: Tensor,
): Tensor {
  const { parameters, norm, cellOutput } = parts;
  // Concatenated states have no norm behind them: every input gets one, or values would double from cell to cell.
  const inputs = { ...context, skipEqual: cellOutput === 'projected' };
  const states = calibrateInputs(parameters, inputs, before, last, norm);
  nodes.forEach(({ branches }, node) => {
    const [first, second] = branches.map((branch, side) =>
      buildBranch(parts, context, states, branch, node, side),
    );
    states.push(add(first, second));
  });
  const outputs = loose.map((state) =>
    matchSize(parts, context, states[state], state, states[states.length - 1]),
  );
  return cellOutput === 'concatenated'
    ? concat(outputs, 3)
    : projectLooseEnds(parts, context, outputs, loose);
}

function buildBranch(
  parts: CellParts,
  context: CellContext,
  states: readonly Tensor[],
  { input, op }: Branch,
  node: number,
  branchIndex: number,
): Tensor {
  // In a reduction cell the inputs are read with stride 2 and the nodes, already half the size, with stride 1.
  const stride = context.kind === 'reduction' && input < 2 ? 2 : 1;
  const y = buildOp(op, states[input], { ...parts, name: `${context.name}/${node}/${branchIndex}`, stride });
  const mask = context.dropPathMasks?.[2 * node + branchIndex];
  // The identity is what the other paths are dropped from: it stays.
  return mask === undefined || y === states[input] ? y : mul(y, mask);
}

/** An input that nobody reads, made as large as the nodes of a reduction cell; any other state as it is. */
function matchSize(
  { parameters, norm }: CellParts,
  { name, channels }: CellContext,
  x: Tensor,
  state: number,
  last: Tensor,
): Tensor {
  if (x.shape[1] === last.shape[1] && x.shape[2] === last.shape[2]) return x;
  const pieces = factorizedReductionParams(channels, channels);
  return factorizedReduction(x, parameters.getWeights(`${name}/loose${state}`, pieces), norm);
}

/** The sum of ReLU and a 1x1 convolution of each loose state, then batch norm. */
function projectLooseEnds(
  { parameters, norm }: CellParts,
  { name, channels }: CellContext,
  outputs: readonly Tensor[],
  loose: readonly number[],
): Tensor {
  const terms = outputs.map((x, i) => {
    const [filter] = parameters.getWeights(`${name}/output${loose[i]}`, [
      heNormal([channels, channels], channels),
    ]);
    return pointwise(relu(x), filter);
  });
  const [gamma, beta] = parameters.getWeights(`${name}/output`, [onesInit(channels), zerosInit(channels)]);
  return norm(addAll(terms), gamma, beta);
}
