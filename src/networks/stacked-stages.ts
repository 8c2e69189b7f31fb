import { add, averagePool } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { Normalization } from '../layers/norm';
import type { ParameterSource } from '../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../layers/parameters/spec';
import { pointwise } from '../layers/pointwise';
import { reluConv2dNorm, reluConv2dNormParams } from '../layers/relu-conv-norm';
import type { CnnNetworkSpec, DropSettings, Logits } from './classifier/network';
import { buildClassifier, buildStem } from './classifier/stem-and-head';

/**
 * Builds a cell that keeps the shape of its input.
 *
 * @param name prefix of the names of its parameters, unique in the network
 */
export type StageCellBuilder = (name: string, x: Tensor) => Tensor;

/**
 * Builds the network of NAS-Bench-201 (Dong and Yang, ICLR 2020, section 2.1): stem, three stages of N cells with F, 2F
 * and 4F channels and a residual block of stride 2 between consecutive stages, batch norm, ReLU, mean over all pixels,
 * linear classifier. It has neither drop-path nor an auxiliary head.
 *
 * @param images [batch, height, width, channels], normalized
 * @param dropSettings null for evaluation; drop-path is ignored
 */
export function stackStages(
  parameters: ParameterSource,
  spec: CnnNetworkSpec,
  images: Tensor,
  dropSettings: DropSettings | null,
  norm: Normalization,
  buildCell: StageCellBuilder,
): Logits {
  let x = buildStem(parameters, spec.channels, images, norm);
  for (let stage = 0; stage < 3; stage++) {
    if (stage > 0) x = buildResidualBlock(parameters, `reduction${stage}`, x, norm);
    for (let cell = 0; cell < spec.cellsPerStack; cell++) x = buildCell(`stage${stage}/cell${cell}`, x);
  }
  const channels = x.shape[3];
  const [gamma, beta] = parameters.getWeights('last', [
    onesInit('gamma', channels),
    zerosInit('beta', channels),
  ]);
  const logits = buildClassifier(parameters, spec.classes, norm(x, gamma, beta), dropSettings);
  return { main: logits, auxiliary: null };
}

/**
 * Builds the residual block (He et al., CVPR 2016) that halves the size and doubles the channels: two 3x3 convolutions, the
 * first of stride 2, beside average pooling and a 1x1 convolution.
 */
function buildResidualBlock(
  parameters: ParameterSource,
  name: string,
  x: Tensor,
  norm: Normalization,
): Tensor {
  const inputs = x.shape[3];
  const outputs = 2 * inputs;
  const first = parameters.getWeights(`${name}/first`, reluConv2dNormParams([3, 3], inputs, outputs));
  const second = parameters.getWeights(`${name}/second`, reluConv2dNormParams([3, 3], outputs, outputs));
  const [shortcut] = parameters.getWeights(`${name}/shortcut`, [
    heNormal('filter', [inputs, outputs], inputs),
  ]);
  const residual = reluConv2dNorm(reluConv2dNorm(x, first, 2, norm), second, 1, norm);
  return add(pointwise(averagePool(x, 2, 2), shortcut), residual);
}
