import type { Architecture, ClassifierSize, NetworkCost, ReferenceNetwork } from '../space';
import type { Cell, CellOutput, CnnCells } from './cells';
import { CELL_OPS, type OpKind } from './ops';

/** The network around the cells: 3 stacks of `cellsPerStack` normal cells, with a reduction cell between stacks. */
export interface NetworkSize extends ClassifierSize {
  readonly cellOutput: CellOutput;
}

/** Shape of the feature maps of one image. */
interface FeatureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Computes the parameters and multiply-adds of the standalone network of the two cells, without the auxiliary head. In a
 * supernet, these are the weights that the architecture selects.
 */
export function computeNetworkCost({ normal, reduction }: CnnCells, size: NetworkSize): NetworkCost {
  const { height, width, cellOutput } = size;
  const image = { height, width, channels: size.imageChannels };
  const stem = { height, width, channels: 3 * size.channels };
  const parts = [countConvolution(3 * 3, image, stem), countBatchNorm(stem)];

  let channels = size.channels;
  let [s0, s1]: [FeatureShape, FeatureShape] = [stem, stem];
  const cells = 3 * size.cellsPerStack + 2;
  for (let i = 0; i < cells; i++) {
    const isReduction = i === size.cellsPerStack || i === 2 * size.cellsPerStack + 1;
    if (isReduction) channels *= 2;
    const inputShape = { ...s1, channels };
    const nodeShape = isReduction ? halve(inputShape) : inputShape;
    const cell = isReduction ? reduction : normal;
    parts.push(countCalibration(s0, inputShape, cellOutput), countCalibration(s1, inputShape, cellOutput));
    parts.push(countCell(cell, inputShape, nodeShape, cellOutput));
    const outputChannels = cellOutput === 'concatenated' ? cell.looseEnds.length * channels : channels;
    [s0, s1] = [s1, { ...nodeShape, channels: outputChannels }];
  }

  const classifier = s1.channels * size.classes;
  parts.push({ parameters: classifier + size.classes, multiplyAdds: classifier });
  return sumCosts(parts);
}

const NO_COST: NetworkCost = { parameters: 0, multiplyAdds: 0 };

function sumCosts(parts: readonly NetworkCost[]): NetworkCost {
  return parts.reduce(
    (total, part) => ({
      parameters: total.parameters + part.parameters,
      multiplyAdds: total.multiplyAdds + part.multiplyAdds,
    }),
    NO_COST,
  );
}

/** Halves height and width, rounded up because of padding. */
function halve(features: FeatureShape): FeatureShape {
  return { ...features, height: Math.ceil(features.height / 2), width: Math.ceil(features.width / 2) };
}

/** Counts the calibration of a cell's input to the cell's size and channels. Projected outputs of equal shape need none. */
function countCalibration(
  input: FeatureShape,
  inputShape: FeatureShape,
  cellOutput: CellOutput,
): NetworkCost {
  if (input.height !== inputShape.height || input.width !== inputShape.width) {
    return countFactorizedReduction(input, inputShape);
  }
  if (cellOutput === 'projected' && input.channels === inputShape.channels) return NO_COST;
  return sumCosts([countConvolution(1, input, inputShape), countBatchNorm(inputShape)]);
}

/** @param inputShape shape of the calibrated inputs @param nodeShape shape of the nodes */
function countCell(
  cell: Cell,
  inputShape: FeatureShape,
  nodeShape: FeatureShape,
  cellOutput: CellOutput,
): NetworkCost {
  const findShape = (state: number): FeatureShape => (state < 2 ? inputShape : nodeShape);
  const branches = cell.nodes
    .flatMap((node) => node.branches)
    .map(({ input, op }) => OP_COSTS[CELL_OPS[op].kind](CELL_OPS[op].side, findShape(input), nodeShape));
  const looseEnds = cell.looseEnds.map((state) => countSizeMatch(findShape(state), nodeShape));
  const projections =
    cellOutput === 'projected'
      ? [...cell.looseEnds.map(() => countConvolution(1, nodeShape, nodeShape)), countBatchNorm(nodeShape)]
      : [];
  return sumCosts([...branches, ...looseEnds, ...projections]);
}

const OP_COSTS: Record<OpKind, (side: number, input: FeatureShape, output: FeatureShape) => NetworkCost> = {
  identity: (_, input, output) => countSizeMatch(input, output),
  convolution: (side, _, output) =>
    sumCosts([countConvolution(side * side, output, output), countBatchNorm(output)]),
  separable: (side, _, output) => countSeparableTwice(side, output),
  avgPool: () => NO_COST,
  maxPool: () => NO_COST,
  factorizedConv: (side, input, output) => countFactorizedConvolution(side, input, output),
};

/** Counts the identity, or a factorized reduction if the sizes differ. */
function countSizeMatch(input: FeatureShape, output: FeatureShape): NetworkCost {
  const isSameSize = input.height === output.height && input.width === output.width;
  return isSameSize ? NO_COST : countFactorizedReduction(input, output);
}

/** Counts depthwise k x k, pointwise and batch norm, twice. Only the first has the stride, so both have the output's size. */
function countSeparableTwice(kernel: number, output: FeatureShape): NetworkCost {
  const depthwise = kernel * kernel * output.channels;
  const once = [
    { parameters: depthwise, multiplyAdds: depthwise * output.height * output.width },
    countConvolution(1, output, output),
    countBatchNorm(output),
  ];
  return sumCosts([...once, ...once]);
}

/** Counts two 1x1 convolutions of stride 2 with half of the channels each: together as many weights as one. */
function countFactorizedReduction(input: FeatureShape, output: FeatureShape): NetworkCost {
  return sumCosts([countConvolution(1, input, output), countBatchNorm(output)]);
}

/** Counts a 1 x k convolution with the horizontal stride, then a k x 1 convolution with the vertical stride. */
function countFactorizedConvolution(side: number, input: FeatureShape, output: FeatureShape): NetworkCost {
  const between = { ...output, height: input.height };
  return sumCosts([
    countConvolution(side, between, between),
    countBatchNorm(between),
    countConvolution(side, output, output),
    countBatchNorm(output),
  ]);
}

/** @param window kernel area, pixels */
function countConvolution(window: number, input: FeatureShape, output: FeatureShape): NetworkCost {
  const parameters = window * input.channels * output.channels;
  return { parameters, multiplyAdds: parameters * output.height * output.width };
}

function countBatchNorm(features: FeatureShape): NetworkCost {
  return { parameters: 2 * features.channels, multiplyAdds: 0 };
}

/** The final CIFAR-10 network of NAO (Luo et al. 2018, section 4.1), whose parameters the paper's tables report. */
export const PAPER_NETWORK: NetworkSize = {
  cellsPerStack: 6,
  channels: 36,
  height: 32,
  width: 32,
  imageChannels: 3,
  classes: 10,
  cellOutput: 'concatenated',
};

/** Creates the reference network of a space: `PAPER_NETWORK`. @param toCells builds the cells of an architecture */
export function createPaperNetwork(toCells: (architecture: Architecture) => CnnCells): ReferenceNetwork {
  const { cellsPerStack, channels, height, width } = PAPER_NETWORK;
  return {
    description: `network of N = ${cellsPerStack}, F = ${channels} for CIFAR-10, ${height}x${width}, without auxiliary head`,
    computeCost: (architecture) => computeNetworkCost(toCells(architecture), PAPER_NETWORK),
  };
}
