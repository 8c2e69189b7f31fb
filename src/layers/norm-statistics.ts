import type { Graph } from '../graph/graph';
import {
  batchNormInference,
  type BatchNormOutputs,
  batchNormWithStatistics,
  readVariable,
  split,
  variable,
  type Variable,
} from '../graph/ops';
import type { Normalization } from './norm';

/**
 * Statistics of all normalization layers of a network, in one variable: the means of all layers, then the variances. A layer is
 * identified by its position in the build order, which is the same in every build of the network.
 */
export class NormStatistics {
  /** Channels of each normalization layer, in order. */
  private readonly channels: number[] = [];

  /** Normalization for tracing: records the channels of each layer, and returns its input. */
  readonly trace: Normalization = (x) => {
    this.channels.push(x.shape[3]);
    return x;
  };

  /** Declares the variable in the graph that the network runs in. */
  declare(graph: Graph): Variable {
    return variable(graph, 'norms', [2 * this.totalChannels]);
  }

  /** Creates the normalization by the statistics in the variable, which makes the result for an image independent of its batch. */
  createInferenceNormalization(from: Variable): Normalization {
    const parts = split(readVariable(from), [...this.channels, ...this.channels], 0);
    let next = 0;
    return (x, gamma, beta) => {
      const index = next++;
      return batchNormInference(x, gamma, beta, parts[index], parts[index + this.channels.length]);
    };
  }

  /** Means and variances of all layers are this many each. */
  protected get totalChannels(): number {
    return this.channels.reduce((sum, each) => sum + each, 0);
  }
}

/** Creates the normalization by the statistics of the batch. It adds the outputs of each layer to `layers`, in the build order. */
export function createRecordingNormalization(): { norm: Normalization; layers: readonly BatchNormOutputs[] } {
  const layers: BatchNormOutputs[] = [];
  return {
    norm: (x, gamma, beta) => {
      const outputs = batchNormWithStatistics(x, gamma, beta);
      layers.push(outputs);
      return outputs.y;
    },
    layers,
  };
}
