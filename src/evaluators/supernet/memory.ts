import type { SearchConfig } from '../../config/schema/search';
import type { ImageDataset } from '../../data/images/dataset';
import { countImageBytes } from '../../data/images/memory';
import { EnvironmentError } from '../../errors';
import { isNasBench201Space } from '../../space/nasbench201/space';

/** What a supernet's memory depends on. */
export interface SupernetMemorySize {
  /** N, cells in each of the three stacks. */
  readonly cellsPerStack: number;
  readonly channels: number;
  /** B, nodes of a cell. */
  readonly nodes: number;
  readonly batchSize: number;
  readonly evalBatchSize: number;
  readonly height: number;
  readonly width: number;
  /** Size of the images on the device. */
  readonly imageBytes: number;
  /** Copies of the weights: the values, their momentum, averages and backups. */
  readonly weightCopies: number;
}

/** Bytes of the process with TensorFlow and its libraries. */
const BASE = 450e6;
/** Bytes of the graph, for each node of each cell. */
const GRAPH = 13e6;
/** Activations that training keeps for the backward pass, for each node of each cell. */
const TRAINED_ACTIVATIONS = 8.5;
/** Activations that scoring holds at a time, for each node of the largest cell. */
const SCORED_ACTIVATIONS = 2;

/** The largest error of the estimate, as a fraction, over the sizes it was fitted to: docs/benchmarks.md. */
export const ESTIMATE_ERROR = 0.2;

/**
 * Estimates the peak of memory of a search, in bytes.
 *
 * @param images number of images that are used
 * @returns undefined for a space whose supernet is another network
 */
export function estimateSearchMemory(
  { supernet, space }: SearchConfig,
  { height, width, channels }: Pick<ImageDataset, 'height' | 'width' | 'channels'>,
  images: number,
): number | undefined {
  if (isNasBench201Space(space)) return undefined;
  const copies = supernet.averageEpochs > 0 ? 3 : 2;
  return estimateSupernetMemory({
    ...supernet,
    nodes: space.nodes,
    height,
    width,
    imageBytes: countImageBytes(images, height, width, channels),
    weightCopies: supernet.fineTuneSteps > 0 ? 2 * copies : copies,
  });
}

/** Estimates the peak of memory of a search with a supernet of NAO's cells, in bytes. */
export function estimateSupernetMemory(size: SupernetMemorySize): number {
  const { nodes, batchSize, evalBatchSize, imageBytes, weightCopies } = size;
  const cells = listCells(size);
  const numbers = cells.map(({ pixels, channels }) => pixels * channels);
  const activations = Math.max(
    TRAINED_ACTIVATIONS * batchSize * numbers.reduce((sum, count) => sum + count, 0),
    SCORED_ACTIVATIONS * evalBatchSize * Math.max(...numbers),
  );
  const weights = cells.reduce((sum, { channels }) => sum + countCellWeights(nodes, channels), 0);
  return (
    BASE +
    GRAPH * cells.length * nodes +
    4 * nodes * activations +
    4 * weightCopies * weights +
    3 * imageBytes
  );
}

/** Lists the cells of the network: three stacks with a reduction between two, which halves the sides and doubles the channels. */
function listCells({ cellsPerStack, channels, height, width }: SupernetMemorySize) {
  const stack = (level: number, count: number) =>
    Array.from({ length: count }, () => ({
      pixels: Math.ceil(height / 2 ** level) * Math.ceil(width / 2 ** level),
      channels: channels * 2 ** level,
    }));
  return [...stack(0, cellsPerStack), ...stack(1, cellsPerStack + 1), ...stack(2, cellsPerStack + 1)];
}

/** Counts the weights of a cell: for both branches of a node, two separable convolutions for each state that it may read. */
function countCellWeights(nodes: number, channels: number): number {
  const separable = 2 * channels * channels + 54 * channels;
  const rows = Array.from({ length: nodes }, (_, node) => 2 * (2 * (node + 2) + 1));
  return separable * rows.reduce((sum, count) => sum + count, 0);
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
 * @throws EnvironmentError with what to lower
 */
export function assertSupernetFits(needed: number, available: number): void {
  if (needed * (1 - ESTIMATE_ERROR) <= available) return;
  throw new EnvironmentError(
    `the search needs about ${formatGigabytes(needed)} of memory, but ${formatGigabytes(available)} are free: lower supernet.batchSize, supernet.channels or supernet.cellsPerStack`,
  );
}

function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
