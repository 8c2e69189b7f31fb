import type { Tensor } from '../../graph/tensor';
import { conv2d } from '../../graph/ops/conv2d';
import { depthwiseConv2d } from '../../graph/ops/depthwise-conv2d';
import { averagePool, maxPool } from '../../graph/ops/pool';
import { relu } from '../../graph/ops/unary';
import { factorisedReduction, factorisedReductionPieces } from '../../layers/factorized-reduction';
import type { Parameters } from '../../layers/parameters/flat';
import type { Norm } from '../../layers/norm';
import { ones, weights, zeros } from '../../layers/parameters/spec';
import { reluConvNorm, reluConvNormPieces } from '../../layers/relu-conv-norm';
import { separablePieces, separableTwice } from '../../layers/separable';
import { CELL_OPS, type CellOp, type OpKind } from '../../space/cnn/ops';

/** Where an operation stands. */
export interface OperationPlace {
  readonly parameters: Parameters;
  /** Name of its parameters, unique in the network. */
  readonly name: string;
  readonly stride: 1 | 2;
  readonly norm: Norm;
}

/**
 * A branch's operation: [batch, height, width, channels] -> the same, or half the size (rounded up) where the stride is 2.
 */
export function operation(op: CellOp, x: Tensor, place: OperationPlace): Tensor {
  const { kind, side } = CELL_OPS[op];
  return BUILDERS[kind](x, side, place);
}

const BUILDERS: Record<OpKind, (x: Tensor, side: number, place: OperationPlace) => Tensor> = {
  identity: (x, _, place) => (place.stride === 1 ? x : halved(x, place)),
  average: (x, side, { stride }) => averagePool(x, side, stride),
  maximum: (x, side, { stride }) => maxPool(x, side, stride),
  separable,
  convolution,
  factorised: factorisedConvolution,
};

function halved(x: Tensor, { parameters, name, norm }: OperationPlace): Tensor {
  const channels = x.shape[3];
  const pieces = factorisedReductionPieces(channels, channels);
  return factorisedReduction(x, parameters.fixed(`${name}/reduction`, pieces), norm);
}

/** Its parameters lie as in a row of the supernet, so that one can be copied into the other. */
function separable(x: Tensor, side: number, { parameters, name, stride, norm }: OperationPlace): Tensor {
  const channels = x.shape[3];
  const kernel = weights([side, side, channels, 1], side * side);
  const parts = parameters.fixed(`${name}/separable`, [...separablePieces(channels), kernel, kernel]);
  const kernels = parts.slice(-2);
  const depthwise = (input: Tensor, turn: number, step: number): Tensor =>
    depthwiseConv2d(input, kernels[turn], step);
  return separableTwice(x, parts, depthwise, stride, norm);
}

function convolution(x: Tensor, side: number, { parameters, name, stride, norm }: OperationPlace): Tensor {
  const channels = x.shape[3];
  const own = `${name}/convolution`;
  if (side === 1 && stride === 1) {
    return reluConvNorm(x, parameters.fixed(own, reluConvNormPieces(channels, channels)), norm);
  }
  return windowed(x, own, [side, side], [stride, stride], { parameters, norm });
}

/** A row of pixels, then a column of them (Szegedy et al., CVPR 2016, section 3.2). */
function factorisedConvolution(
  x: Tensor,
  side: number,
  { parameters, name, stride, norm }: OperationPlace,
): Tensor {
  const place = { parameters, norm };
  const across = windowed(x, `${name}/row`, [1, side], [1, stride], place);
  return windowed(across, `${name}/column`, [side, 1], [stride, 1], place);
}

/** ReLU, convolution by a window of height and width, batch norm. */
function windowed(
  x: Tensor,
  name: string,
  [height, width]: readonly [number, number],
  strides: readonly [number, number],
  { parameters, norm }: Pick<OperationPlace, 'parameters' | 'norm'>,
): Tensor {
  const channels = x.shape[3];
  const [filter, gamma, beta] = parameters.fixed(name, [
    weights([height, width, channels, channels], height * width * channels),
    ones(channels),
    zeros(channels),
  ]);
  return norm(conv2d(relu(x), filter, strides), gamma, beta);
}
