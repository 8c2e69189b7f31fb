import type { Architecture, ClassifierSize } from '../space';
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
 * Counts the trainable parameters of the benchmark's network of a cell (Dong and Yang, ICLR 2020, section 2.1): three
 * stages of cells, with a residual block of stride 2 between stages. All edges count, as in the benchmark's own figures,
 * although those on no path from input to output cannot affect the result.
 */
export function countNetworkParameters(
  {
    cellsPerStack,
    channels,
    imageChannels,
    classes,
  }: Pick<ClassifierSize, 'cellsPerStack' | 'channels' | 'imageChannels' | 'classes'>,
  architecture: Architecture,
): number {
  const stages = Array.from({ length: STAGES }, (_, stage) => channels * 2 ** stage);
  const last = stages[STAGES - 1];
  const stem = countConvolution(9, imageChannels, channels);
  const cells = stages.map((size) => cellsPerStack * countCell(architecture, size));
  const blocks = stages.slice(1).map((size) => countResidualBlock(size / 2, size));
  const classifier = 2 * last + last * classes + classes; // with a batch norm before it
  return [stem, ...cells, ...blocks, classifier].reduce((total, count) => total + count);
}

function countCell(architecture: Architecture, channels: number): number {
  return architecture
    .map((op) => KERNEL_AREAS[NASBENCH201_OPS[op]])
    .filter((area) => area > 0)
    .reduce((total, area) => total + countConvolution(area, channels, channels), 0);
}

/** Counts two 3x3 convolutions, and the shortcut's average pooling and 1x1 convolution without batch norm. */
function countResidualBlock(input: number, output: number): number {
  return countConvolution(9, input, output) + countConvolution(9, output, output) + input * output;
}

/** Counts a convolution without bias, and its batch norm. @param area of the kernel, pixels */
function countConvolution(area: number, input: number, output: number): number {
  return area * input * output + 2 * output;
}
