import type { Architecture, ClassifierSize, NetworkCost, ReferenceNetwork } from '../space';
import { NASBENCH201_OPS, type NasBench201Op } from './cells';

/** Number of stages of the network. Each but the first has twice the channels of the one before it. */
const STAGES = 3;

/** Kernel area of the operations that have weights: a convolution without bias and batch norm. */
const KERNEL_AREAS: Readonly<Record<NasBench201Op, number>> = {
  none: 0,
  skip_connect: 0,
  nor_conv_1x1: 1,
  nor_conv_3x3: 9,
  avg_pool_3x3: 0,
};

/**
 * Computes the cost of the benchmark's network of a cell (Dong and Yang, ICLR 2020, section 2.1): three stages of cells,
 * with a residual block of stride 2 between stages. All edges count, as in the benchmark's own figures, although those on
 * no path from input to output cannot affect the result.
 */
export function computeNasBench201Cost(
  { cellsPerStack, channels, height, width, imageChannels, classes }: ClassifierSize,
  architecture: Architecture,
): NetworkCost {
  const stages = Array.from({ length: STAGES }, (_, stage) => ({
    channels: channels * 2 ** stage,
    pixels: Math.ceil(height / 2 ** stage) * Math.ceil(width / 2 ** stage),
  }));
  const last = stages[STAGES - 1];
  const stem = countConvolution(9, imageChannels, stages[0]);
  const cells = stages.flatMap((stage) =>
    Array.from({ length: cellsPerStack }, () => countCell(architecture, stage)).flat(),
  );
  const blocks = stages.slice(1).flatMap((stage, i) => countResidualBlock(stages[i].channels, stage));
  const classifier = {
    parameters: 2 * last.channels + last.channels * classes + classes, // with a batch norm before it
    multiplyAdds: last.channels * classes,
  };
  return [stem, ...cells, ...blocks, classifier].reduce((total, part) => ({
    parameters: total.parameters + part.parameters,
    multiplyAdds: total.multiplyAdds + part.multiplyAdds,
  }));
}

/** Channels and size of the feature maps of a stage. */
interface Stage {
  readonly channels: number;
  readonly pixels: number;
}

function countCell(architecture: Architecture, stage: Stage): NetworkCost[] {
  return architecture
    .map((op) => KERNEL_AREAS[NASBENCH201_OPS[op]])
    .filter((area) => area > 0)
    .map((area) => countConvolution(area, stage.channels, stage));
}

/** Counts two 3x3 convolutions, and the shortcut's average pooling and 1x1 convolution without batch norm. */
function countResidualBlock(inputChannels: number, stage: Stage): NetworkCost[] {
  const shortcut = inputChannels * stage.channels;
  return [
    countConvolution(9, inputChannels, stage),
    countConvolution(9, stage.channels, stage),
    { parameters: shortcut, multiplyAdds: shortcut * stage.pixels },
  ];
}

/** Counts a convolution without bias, and its batch norm. @param area of the kernel, pixels */
function countConvolution(area: number, inputChannels: number, { channels, pixels }: Stage): NetworkCost {
  const weights = area * inputChannels * channels;
  return { parameters: weights + 2 * channels, multiplyAdds: weights * pixels };
}

/** The network in which the benchmark trained its cells on CIFAR-10. */
const BENCHMARK_SIZE: ClassifierSize = {
  cellsPerStack: 5,
  channels: 16,
  height: 32,
  width: 32,
  imageChannels: 3,
  classes: 10,
};

export const BENCHMARK_NETWORK: ReferenceNetwork = {
  description: `NAS-Bench-201's network of N = ${BENCHMARK_SIZE.cellsPerStack}, C = ${BENCHMARK_SIZE.channels} for CIFAR-10`,
  computeCost: (architecture) => computeNasBench201Cost(BENCHMARK_SIZE, architecture),
};
