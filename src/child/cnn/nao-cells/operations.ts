import { averagePool, depthwiseConv2d, maxPool } from '../../../graph/ops';
import type { Tensor } from '../../../graph/tensor';
import { factorizedReduction, factorizedReductionParams } from '../../../layers/factorized-reduction';
import type { Normalization } from '../../../layers/norm';
import type { ParameterSource } from '../../../layers/parameters/flat';
import { heNormal } from '../../../layers/parameters/spec';
import {
  reluConv2dNorm,
  reluConv2dNormParams,
  reluConvNorm,
  reluConvNormParams,
} from '../../../layers/relu-conv-norm';
import { separableParams, separableTwice } from '../../../layers/separable';
import { CELL_OPS, type CellOp, type OpKind } from '../../../space/cnn/ops';

/** Parameters, stride and normalization of an operation. */
export interface OpContext {
  readonly parameters: ParameterSource;
  /** Prefix of the names of its parameters, unique in the network. */
  readonly name: string;
  readonly stride: 1 | 2;
  readonly norm: Normalization;
}

/**
 * Builds the operation of a branch: [batch, height, width, channels] -> the same shape, or half the size (rounded up) with
 * stride 2.
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
  const specs = factorizedReductionParams(channels, channels);
  return factorizedReduction(x, parameters.getWeights(`${name}/reduction`, specs), norm);
}

/** Builds a separable convolution applied twice. Its parameters have the order of a row of the supernet's bank. */
function separable(x: Tensor, side: number, { parameters, name, stride, norm }: OpContext): Tensor {
  const channels = x.shape[3];
  const kernelSpecs = ['depthwise1', 'depthwise2'].map((kernel) =>
    heNormal(kernel, [side, side, channels, 1], side * side),
  );
  const parts = parameters.getWeights(`${name}/separable`, [...separableParams(channels), ...kernelSpecs]);
  const kernels = parts.slice(-2);
  const depthwise = (input: Tensor, application: 0 | 1, strideOfApplication: number): Tensor =>
    depthwiseConv2d(input, kernels[application], strideOfApplication);
  return separableTwice(x, parts, depthwise, stride, norm);
}

function convolution(x: Tensor, side: number, { parameters, name, stride, norm }: OpContext): Tensor {
  const channels = x.shape[3];
  const parameterName = `${name}/convolution`;
  if (side === 1 && stride === 1) {
    const specs = reluConvNormParams(channels, channels);
    return reluConvNorm(x, parameters.getWeights(parameterName, specs), norm);
  }
  return buildConvolution(x, parameterName, [side, side], [stride, stride], { parameters, norm });
}

/** Builds a convolution factorized into 1 x side, then side x 1 (Szegedy et al., CVPR 2016, section 3.2). */
function factorizedConvolution(
  x: Tensor,
  side: number,
  { parameters, name, stride, norm }: OpContext,
): Tensor {
  const context = { parameters, norm };
  const across = buildConvolution(x, `${name}/row`, [1, side], [1, stride], context);
  return buildConvolution(across, `${name}/column`, [side, 1], [stride, 1], context);
}

/** Applies ReLU, a convolution with a kernel of [height, width], and batch norm. */
function buildConvolution(
  x: Tensor,
  name: string,
  kernel: readonly [number, number],
  strides: readonly [number, number],
  { parameters, norm }: Pick<OpContext, 'parameters' | 'norm'>,
): Tensor {
  const channels = x.shape[3];
  const specs = reluConv2dNormParams(kernel, channels, channels);
  return reluConv2dNorm(x, parameters.getWeights(name, specs), strides, norm);
}
