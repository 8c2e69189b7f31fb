import { ALWAYS } from '../../src/graph/conditions';
import type { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import {
  add,
  assign,
  type BatchNormOutputs,
  concat,
  gatherRows,
  mul,
  readVariable,
  scale,
  split,
  square,
  sub,
  type Variable,
  zerosIfDead,
} from '../../src/graph/ops';
import type { GraphNode, Tensor } from '../../src/graph/tensor';
import { normalizePixels } from '../../src/layers/augmentation';
import type { Normalization } from '../../src/layers/norm';
import { createRecordingNormalization, NormStatistics } from '../../src/layers/norm-statistics';
import type { ClassifierSpec } from '../../src/networks/classifier/graph';

/**
 * Mean and variance of the inputs of all normalization layers over several batches of one size: as over one large batch, except
 * that each batch is normalized by its own statistics on its way through the network. The statistics of layers that an
 * architecture does not use are zero.
 */
export class AccumulatedStatistics extends NormStatistics {
  /** Forgets all batches. */
  reset(graph: Graph, statistics: Variable): GraphNode {
    return assign(statistics, graph.constant([0], statistics.shape));
  }

  /**
   * Adds a batch by the update of Chan, Golub and LeVeque (1979), which subtracts no large sums.
   *
   * @param layers all layers' outputs for the batch
   * @param share float32 scalar, 1 / n in the n-th batch
   */
  accumulate(statistics: Variable, layers: readonly BatchNormOutputs[], share: Tensor): GraphNode {
    const means = concat(
      layers.map(({ mean }) => zerosIfDead(mean, ALWAYS)),
      0,
    );
    const variances = concat(
      layers.map((layer) => zerosIfDead(computePopulationVariance(layer), ALWAYS)),
      0,
    );
    const half = this.totalChannels;
    const [oldMeans, oldVariances] = split(readVariable(statistics), [half, half], 0);
    const change = sub(means, oldMeans);
    const rest = sub(share.node.graph.scalar(1), share);
    const newMeans = add(oldMeans, mul(change, share));
    const spread = sub(add(variances, mul(square(change), rest)), oldVariances);
    const newVariances = add(oldVariances, mul(spread, share));
    return assign(statistics, concat([newMeans, newVariances], 0));
  }
}

/** Batch norm divides by the population variance, but returns the unbiased one: of n values, n / (n - 1) times as large. */
function computePopulationVariance({ y, variance }: BatchNormOutputs): Tensor {
  const [batch, height, width] = y.shape;
  const values = batch * height * width;
  return scale(variance, (values - 1) / values);
}

/** The network whose statistics are computed. */
interface MeasuredNetwork {
  /** The images on the device. */
  readonly pixels: Variable;
  /** Additional inputs of `statistics`. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** @param images [batch, height, width, channels], normalized */
  build(images: Tensor, norm: Normalization): void;
}

/**
 * Defines the signatures that compute statistics:
 *
 * - `begin_statistics`: forgets all batches
 * - `statistics`: adds the images `indices`, where `share` is 1 / n for the n-th batch
 *
 * @param to the variable of the statistics
 */
export function defineStatisticsSignatures(
  graph: Graph,
  spec: ClassifierSpec,
  statistics: AccumulatedStatistics,
  to: Variable,
  { pixels, inputs, build }: MeasuredNetwork,
): void {
  graph.scope('statistics', () => {
    graph.signature('begin_statistics', {}, { done: groupNodes(graph, [statistics.reset(graph, to)]) });
    const indices = graph.placeholder('statistics/indices', [spec.evalBatchSize], 'int32');
    const share = graph.placeholder('statistics/share', [], 'float32');
    const images = normalizePixels(gatherRows(pixels, indices), spec.statistics);
    const { norm, layers } = createRecordingNormalization();
    build(images, norm);
    const added = statistics.accumulate(to, layers, share);
    graph.signature('statistics', { indices, share, ...inputs }, { done: groupNodes(graph, [added]) });
  });
}
