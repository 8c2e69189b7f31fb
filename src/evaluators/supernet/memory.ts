import type { SearchConfig } from '../../config/schema/search';
import type { CnnSupernetSettings } from '../../config/schema/supernet';
import type { ImageDataset } from '../../data/images/dataset';
import { countImageBytes } from '../../data/images/memory';
import { EnvironmentError } from '../../errors';
import { isNasBench201Space } from '../../space/nasbench201/space';
import { countCpuBatches } from './parallel-batches';

/** What a supernet's memory depends on. */
export interface SupernetMemorySize {
  readonly space: SearchConfig['space'];
  /** N, cells in each of the three stacks. */
  readonly cellsPerStack: number;
  readonly channels: number;
  readonly batchSize: number;
  /** Images that are scored at a time. */
  readonly scoredImages: number;
  readonly height: number;
  readonly width: number;
  /** Whether products of 1x1 convolutions are computed again. */
  readonly recompute: boolean;
  /** Size of the images on the device. */
  readonly imageBytes: number;
  /** Copies of the weights: the values, their momentum, averages and backups. */
  readonly weightCopies: number;
}

/** How a network takes memory. */
interface NetworkMemory {
  readonly cells: readonly Cell[];
  /** Bytes of a cell's graph. */
  readonly graph: number;
  /** Tensors of a cell's size that training keeps for the backward pass. */
  readonly trained: number;
  /** Tensors of the largest cell's size that scoring holds at a time. */
  readonly scored: number;
  /** Weights of a cell. */
  countWeights(cell: Cell): number;
}

interface Cell {
  readonly pixels: number;
  readonly channels: number;
}

/** Bytes of the process with TensorFlow and its libraries. */
const BASE = 450e6;

/** The largest error of the estimate, as a fraction, over the sizes it was fitted to: docs/benchmarks.md. */
export const ESTIMATE_ERROR = 0.2;

/** Estimates the peak of memory of a search, in bytes. @param images number of images that are used */
export function estimateSearchMemory(
  { supernet, space }: SearchConfig,
  { height, width, channels }: Pick<ImageDataset, 'height' | 'width' | 'channels'>,
  images: number,
): number {
  const copies = supernet.averageEpochs > 0 ? 3 : 2;
  return estimateSupernetMemory({
    ...supernet,
    scoredImages: countCpuBatches() * supernet.evalBatchSize,
    space,
    height,
    width,
    imageBytes: countImageBytes(images, height, width, channels),
    weightCopies: supernet.fineTuneSteps > 0 ? 2 * copies : copies,
  });
}

/** Estimates the peak of memory of a search with a supernet of this size, in bytes. */
export function estimateSupernetMemory(size: SupernetMemorySize): number {
  const { space, batchSize, scoredImages, imageBytes, weightCopies } = size;
  const network = isNasBench201Space(space) ? describeStages(size) : describeStacks(size);
  const numbers = network.cells.map(({ pixels, channels }) => pixels * channels);
  const activations = Math.max(
    network.trained * batchSize * numbers.reduce((sum, count) => sum + count, 0),
    network.scored * scoredImages * Math.max(...numbers),
  );
  const weights = network.cells.reduce((sum, cell) => sum + network.countWeights(cell), 0);
  return (
    BASE +
    network.graph * network.cells.length +
    4 * activations +
    4 * weightCopies * weights +
    3 * imageBytes
  );
}

/** Describes NAO's network: three stacks with a reduction between two, which halves the sides and doubles the channels. */
function describeStacks(size: SupernetMemorySize): NetworkMemory {
  const { cellsPerStack: count, space, recompute } = size;
  // Both branches of a node have two separable convolutions for each state that they may read.
  const rows = Array.from({ length: space.nodes }, (_, node) => 2 * (2 * (node + 2) + 1)).reduce(
    (a, b) => a + b,
    0,
  );
  return {
    cells: listCells(size, [count, count + 1, count + 1]),
    graph: 12e6 * space.nodes,
    trained: (recompute ? 4.7 : 8.5) * space.nodes,
    scored: 2 * space.nodes,
    countWeights: ({ channels }) => rows * (2 * channels * channels + 54 * channels),
  };
}

/** Describes the network of NAS-Bench-201: three stages of cells whose six edges have a 1x1 and a 3x3 convolution each. */
function describeStages(size: SupernetMemorySize): NetworkMemory {
  const { cellsPerStack: count } = size;
  return {
    cells: listCells(size, [count, count, count]),
    graph: 4e6,
    trained: 14,
    scored: 10,
    // Each convolution has a second row, for architectures that do not use it.
    countWeights: ({ channels }) => 6 * 2 * 10 * channels * channels,
  };
}

/** Lists a network's cells. Each level has half the sides of the one before and twice the channels. */
function listCells({ channels, height, width }: SupernetMemorySize, counts: readonly number[]): Cell[] {
  return counts.flatMap((count, level) =>
    Array.from({ length: count }, () => ({
      pixels: Math.ceil(height / 2 ** level) * Math.ceil(width / 2 ** level),
      channels: channels * 2 ** level,
    })),
  );
}

/** Describes the estimate in a line of the plan. */
export function describeMemory(bytes: number): string {
  return `memory: about ${formatGigabytes(bytes)} at the peak, if computed on the CPU`;
}

/**
 * Throws if a search cannot fit into memory, even if it needs less than estimated.
 *
 * @param needed the estimate
 * @param available free memory of the machine or its container
 * @throws EnvironmentError with what to change
 */
export function assertSupernetFits(
  {
    space,
    supernet,
  }: Pick<SearchConfig, 'space'> & { readonly supernet: Pick<CnnSupernetSettings, 'recompute'> },
  needed: number,
  available: number,
): void {
  if (needed * (1 - ESTIMATE_ERROR) <= available) return;
  const canRecompute = !supernet.recompute && !isNasBench201Space(space);
  throw new EnvironmentError(
    `the search needs about ${formatGigabytes(needed)} of memory, but ${formatGigabytes(available)} are free: ${canRecompute ? 'set supernet.recompute=true, or ' : ''}lower supernet.batchSize, supernet.channels or supernet.cellsPerStack`,
  );
}

function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
