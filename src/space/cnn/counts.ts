import { CELL_OPS, type OpKind } from './ops';
import type { Cell, CellOutput, CnnCells, CnnSpace } from './cells';
import type { Architecture, Space } from '../space';

/** The network around the cells: 3 stacks of `layers` normal cells, with a reduction cell between stacks. */
export interface NetworkSize {
  /** N, normal cells per stack. */
  readonly layers: number;
  /** F, channels of the first stack. */
  readonly channels: number;
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly imageChannels: number;
  readonly classes: number;
  readonly cellOutput: CellOutput;
}

export interface Counts {
  /** Trained numbers: convolutions, classifier with bias, scale and shift of batch norm. */
  readonly parameters: number;
  /**
   * Multiply-adds for one image, in convolutions and classifier. Batch norm, pooling, activations and sums are left
   * out, as is usual in papers.
   */
  readonly multiplyAdds: number;
}

/** Shape of one image's features. */
interface Features {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Parameters and multiply-adds of the network that is built of the two cells and trained by itself: of a supernet's
 * weights, the rows that an architecture uses. Without the auxiliary head.
 */
export function countNetwork({ normal, reduction }: CnnCells, size: NetworkSize): Counts {
  const { height, width, cellOutput } = size;
  const image = { height, width, channels: size.imageChannels };
  const stem = { height, width, channels: 3 * size.channels };
  const parts = [convolution(3 * 3, image, stem), batchNorm(stem)];

  let channels = size.channels;
  let [s0, s1]: [Features, Features] = [stem, stem];
  const cells = 3 * size.layers + 2;
  for (let i = 0; i < cells; i++) {
    const isReduction = i === size.layers || i === 2 * size.layers + 1;
    if (isReduction) channels *= 2;
    const inside = { ...s1, channels };
    const nodes = isReduction ? halved(inside) : inside;
    const cell = isReduction ? reduction : normal;
    parts.push(calibration(s0, inside, cellOutput), calibration(s1, inside, cellOutput));
    parts.push(countCell(cell, inside, nodes, cellOutput));
    const deep = cellOutput === 'concatenated' ? cell.loose.length * channels : channels;
    [s0, s1] = [s1, { ...nodes, channels: deep }];
  }

  const classifier = s1.channels * size.classes;
  parts.push({ parameters: classifier + size.classes, multiplyAdds: classifier });
  return sum(parts);
}

const NOTHING: Counts = { parameters: 0, multiplyAdds: 0 };

function sum(parts: readonly Counts[]): Counts {
  return parts.reduce(
    (total, part) => ({
      parameters: total.parameters + part.parameters,
      multiplyAdds: total.multiplyAdds + part.multiplyAdds,
    }),
    NOTHING,
  );
}

/** Stride 2 with padding keeps the last row and column of an odd size. */
function halved(features: Features): Features {
  return { ...features, height: Math.ceil(features.height / 2), width: Math.ceil(features.width / 2) };
}

/** Makes a cell's input as large and as deep as the cell is inside; with projected outputs, nothing where it is already. */
function calibration(input: Features, inside: Features, cellOutput: CellOutput): Counts {
  if (input.height !== inside.height || input.width !== inside.width) {
    return factorisedReduction(input, inside);
  }
  if (cellOutput === 'projected' && input.channels === inside.channels) return NOTHING;
  return sum([convolution(1, input, inside), batchNorm(inside)]);
}

/** @param inside features of the cell's inputs, once calibrated @param nodes features of its nodes */
function countCell(cell: Cell, inside: Features, nodes: Features, cellOutput: CellOutput): Counts {
  const featuresOf = (state: number): Features => (state < 2 ? inside : nodes);
  const branches = cell.nodes
    .flatMap((node) => node.branches)
    .map(({ input, op }) => OPS[CELL_OPS[op].kind](CELL_OPS[op].side, featuresOf(input), nodes));
  const loose = cell.loose.map((state) => resized(featuresOf(state), nodes));
  const projections =
    cellOutput === 'projected'
      ? [...cell.loose.map(() => convolution(1, nodes, nodes)), batchNorm(nodes)]
      : [];
  return sum([...branches, ...loose, ...projections]);
}

const OPS: Record<OpKind, (side: number, input: Features, output: Features) => Counts> = {
  identity: (_, input, output) => resized(input, output),
  convolution: (side, _, output) => sum([convolution(side * side, output, output), batchNorm(output)]),
  separable: (side, _, output) => separableTwice(side, output),
  average: () => NOTHING,
  maximum: () => NOTHING,
  factorised: (side, input, output) => factorisedConvolution(side, input, output),
};

/** The identity, or a factorised reduction where the sizes differ. */
function resized(input: Features, output: Features): Counts {
  const same = input.height === output.height && input.width === output.width;
  return same ? NOTHING : factorisedReduction(input, output);
}

/** Depthwise k x k, pointwise and batch norm, twice. Only the first has the stride, so both work at the output's size. */
function separableTwice(kernel: number, output: Features): Counts {
  const depthwise = kernel * kernel * output.channels;
  const once = [
    { parameters: depthwise, multiplyAdds: depthwise * output.height * output.width },
    convolution(1, output, output),
    batchNorm(output),
  ];
  return sum([...once, ...once]);
}

/** Two 1x1 convolutions of stride 2 that each make half of the channels: together as many weights as one. */
function factorisedReduction(input: Features, output: Features): Counts {
  return sum([convolution(1, input, output), batchNorm(output)]);
}

/** A row of pixels, which has the stride across, then a column. Both as deep as the cell. */
function factorisedConvolution(side: number, input: Features, output: Features): Counts {
  const between = { ...output, height: input.height };
  return sum([
    convolution(side, between, between),
    batchNorm(between),
    convolution(side, output, output),
    batchNorm(output),
  ]);
}

/** @param window pixels that the kernel covers */
function convolution(window: number, input: Features, output: Features): Counts {
  const parameters = window * input.channels * output.channels;
  return { parameters, multiplyAdds: parameters * output.height * output.width };
}

function batchNorm(features: Features): Counts {
  return { parameters: 2 * features.channels, multiplyAdds: 0 };
}

/** The network that the paper trains on CIFAR-10 in the end (section 4.1) and whose parameters its tables give. */
export const PAPER_NETWORK: NetworkSize = {
  layers: 6,
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
export function paperCounts(space: Space, architecture: Architecture): string | undefined {
  if (!isCnn(space)) return undefined;
  const { parameters, multiplyAdds }: Counts = countNetwork(space.cells(architecture), PAPER_NETWORK);
  const { layers, channels, height, width } = PAPER_NETWORK;
  return (
    `${millions(parameters)} parameters, ${millions(multiplyAdds)} multiply-adds an image ` +
    `(network of N = ${layers}, F = ${channels} for CIFAR-10, ${height}x${width}, without auxiliary head)`
  );
}

function isCnn(space: Space): space is CnnSpace {
  return 'cells' in space;
}

function millions(count: number): string {
  const number = count / 1e6;
  return `${number >= 100 ? Math.round(number) : number.toPrecision(3)} million`;
}
