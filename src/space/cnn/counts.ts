import type { Architecture, Space } from '../space';
import type { Cell, CellOutput, CnnCells, CnnSpace } from './cells';
import { CELL_OPS, type OpKind } from './ops';

/** The network around the cells: 3 stacks of `layers` normal cells, with a reduction cell between stacks. */
export interface NetworkSize {
  /** N, normal cells per stack. */
  readonly cellsPerStack: number;
  /** F, channels of the first stack. */
  readonly channels: number;
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
  readonly classes: number;
  readonly cellOutput: CellOutput;
}

export interface NetworkCost {
  /** Trained numbers: convolutions, classifier with bias, scale and shift of batch norm. */
  readonly parameters: number;
  /**
   * Multiply-adds for one image, in convolutions and classifier. Batch norm, pooling, activations and sums are left
   * out, as is usual in papers.
   */
  readonly multiplyAdds: number;
}

/** Shape of one image's features. */
interface FeatureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Parameters and multiply-adds of the network that is built of the two cells and trained by itself: of a supernet's
 * weights, the rows that an architecture uses. Without the auxiliary head.
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

/** Stride 2 with padding keeps the last row and column of an odd size. */
function halve(features: FeatureShape): FeatureShape {
  return { ...features, height: Math.ceil(features.height / 2), width: Math.ceil(features.width / 2) };
}

/** Makes a cell's input as large and as deep as the cell is inside; with projected outputs, nothing where it is already. */
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

/** @param inputShape features of the cell's inputs, once calibrated @param nodeShape features of its nodes */
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
  average: () => NO_COST,
  maximum: () => NO_COST,
  factorized: (side, input, output) => countFactorizedConvolution(side, input, output),
};

/** The identity, or a factorized reduction where the sizes differ. */
function countSizeMatch(input: FeatureShape, output: FeatureShape): NetworkCost {
  const same = input.height === output.height && input.width === output.width;
  return same ? NO_COST : countFactorizedReduction(input, output);
}

/** Depthwise k x k, pointwise and batch norm, twice. Only the first has the stride, so both work at the output's size. */
function countSeparableTwice(kernel: number, output: FeatureShape): NetworkCost {
  const depthwise = kernel * kernel * output.channels;
  const once = [
    { parameters: depthwise, multiplyAdds: depthwise * output.height * output.width },
    countConvolution(1, output, output),
    countBatchNorm(output),
  ];
  return sumCosts([...once, ...once]);
}

/** Two 1x1 convolutions of stride 2 that each make half of the channels: together as many weights as one. */
function countFactorizedReduction(input: FeatureShape, output: FeatureShape): NetworkCost {
  return sumCosts([countConvolution(1, input, output), countBatchNorm(output)]);
}

/** A row of pixels, which has the stride across, then a column. Both as deep as the cell. */
function countFactorizedConvolution(side: number, input: FeatureShape, output: FeatureShape): NetworkCost {
  const between = { ...output, height: input.height };
  return sumCosts([
    countConvolution(side, between, between),
    countBatchNorm(between),
    countConvolution(side, output, output),
    countBatchNorm(output),
  ]);
}

/** @param window pixels that the kernel covers */
function countConvolution(window: number, input: FeatureShape, output: FeatureShape): NetworkCost {
  const parameters = window * input.channels * output.channels;
  return { parameters, multiplyAdds: parameters * output.height * output.width };
}

function countBatchNorm(features: FeatureShape): NetworkCost {
  return { parameters: 2 * features.channels, multiplyAdds: 0 };
}

/** The network that the paper trains on CIFAR-10 in the end (section 4.1) and whose parameters its tables give. */
export const PAPER_NETWORK: NetworkSize = {
  cellsPerStack: 6,
  channels: 36,
  height: 32,
  width: 32,
  imageChannels: 3,
  classes: 10,
  cellOutput: 'concatenated',
};

/**
 * Size and cost of an architecture in `PAPER_NETWORK`, in words that name that network.
 *
 * @returns undefined where the space's architectures are no cells of such a network
 */
export function describeNetworkCost(space: Space, architecture: Architecture): string | undefined {
  if (!isCnn(space)) return undefined;
  const { parameters, multiplyAdds }: NetworkCost = computeNetworkCost(
    space.cells(architecture),
    PAPER_NETWORK,
  );
  const { cellsPerStack: layers, channels, height, width } = PAPER_NETWORK;
  return (
    `${formatMillions(parameters)} parameters, ${formatMillions(multiplyAdds)} multiply-adds an image ` +
    `(network of N = ${layers}, F = ${channels} for CIFAR-10, ${height}x${width}, without auxiliary head)`
  );
}

function isCnn(space: Space): space is CnnSpace {
  return 'cells' in space;
}

function formatMillions(count: number): string {
  const number = count / 1e6;
  return `${number >= 100 ? Math.round(number) : number.toPrecision(3)} million`;
}
