import { averagePool, conv2d, depthwiseConv2d, maxPool, relu } from '../../graph/ops';
import type { Tensor } from '../../graph/tensor';
import { factorizedReduction, factorizedReductionParams } from '../../layers/factorized-reduction';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../../layers/parameters/spec';
import { reluConvNorm, reluConvNormParams } from '../../layers/relu-conv-norm';
import { separableParams, separableTwice } from '../../layers/separable';
import { CELL_OPS, type CellOp, type OpKind } from '../../space/cnn/ops';

/** Where an operation stands. */
export interface OpContext {
  readonly parameters: ParameterSource;
  /** Name of its parameters, unique in the network. */
  readonly name: string;
  readonly stride: 1 | 2;
  readonly norm: Normalization;
}

/**
 * A branch's operation: [batch, height, width, channels] -> the same, or half the size (rounded up) where the stride is 2.
 */
export function buildOp(op: CellOp, x: Tensor, context: OpContext): Tensor {
  const { kind, side } = CELL_OPS[op];
  return OP_BUILDERS[kind](x, side, context);
}

const OP_BUILDERS: Record<OpKind, (x: Tensor, side: number, context: OpContext) => Tensor> = {
  identity: (x, _, context) => (context.stride === 1 ? x : halveSize(x, context)),
  avgPool: (x, side, { stride }) => averagePool(x, side, stride),
  maxPool: (x, side, { stride }) => maxPool(x, side, stride),
  separable,
  convolution,
  factorizedConv: factorizedConvolution,
};

function halveSize(x: Tensor, { parameters, name, norm }: OpContext): Tensor {
  const channels = x.shape[3];
  const pieces = factorizedReductionParams(channels, channels);
  return factorizedReduction(x, parameters.getWeights(`${name}/reduction`, pieces), norm);
}

/** Its parameters lie as in a row of the supernet, so that one can be copied into the other. */
function separable(x: Tensor, side: number, { parameters, name, stride, norm }: OpContext): Tensor {
  const channels = x.shape[3];
  const kernel = heNormal([side, side, channels, 1], side * side);
  const parts = parameters.getWeights(`${name}/separable`, [...separableParams(channels), kernel, kernel]);
  const kernels = parts.slice(-2);
  const depthwise = (input: Tensor, turn: number, step: number): Tensor =>
    depthwiseConv2d(input, kernels[turn], step);
  return separableTwice(x, parts, depthwise, stride, norm);
}

function convolution(x: Tensor, side: number, { parameters, name, stride, norm }: OpContext): Tensor {
  const channels = x.shape[3];
  const parameterName = `${name}/convolution`;
  if (side === 1 && stride === 1) {
    return reluConvNorm(
      x,
      parameters.getWeights(parameterName, reluConvNormParams(channels, channels)),
      norm,
    );
  }
  return reluConv2dNorm(x, parameterName, [side, side], [stride, stride], { parameters, norm });
}

/** A row of pixels, then a column of them (Szegedy et al., CVPR 2016, section 3.2). */
function factorizedConvolution(
  x: Tensor,
  side: number,
  { parameters, name, stride, norm }: OpContext,
): Tensor {
  const context = { parameters, norm };
  const across = reluConv2dNorm(x, `${name}/row`, [1, side], [1, stride], context);
  return reluConv2dNorm(across, `${name}/column`, [side, 1], [stride, 1], context);
}

/** ReLU, convolution by a window of height and width, batch norm. */
function reluConv2dNorm(
  x: Tensor,
  name: string,
  [height, width]: readonly [number, number],
  strides: readonly [number, number],
  { parameters, norm }: Pick<OpContext, 'parameters' | 'norm'>,
): Tensor {
  const channels = x.shape[3];
  const [filter, gamma, beta] = parameters.getWeights(name, [
    heNormal([height, width, channels, channels], height * width * channels),
    onesInit(channels),
    zerosInit(channels),
  ]);
  return norm(conv2d(relu(x), filter, strides), gamma, beta);
}
