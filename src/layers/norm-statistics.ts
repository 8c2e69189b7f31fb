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
import type { Tensor } from '../graph/tensor';
import type { Normalization } from './norm';

/**
 * Statistics of all normalization layers of a network, in one variable: the means of all layers, then the variances. A layer is
 * identified by its position in the build order, which is the same in every build of the network.
 */
export class NormStatistics {
  /** Name of gamma and number of channels of each normalization layer, in order. */
  protected readonly traced: { readonly gamma: string; readonly channels: number }[] = [];

  /** Normalization for tracing: records each layer, and returns its input. */
  readonly trace: Normalization = (x, gamma) => {
    this.traced.push({ gamma: gamma.node.name, channels: x.shape[3] });
    return x;
  };

  /** Declares the variable in the graph that the network runs in. */
  declare(graph: Graph): Variable {
    return variable(graph, 'norms', [2 * this.totalChannels]);
  }

  /** Creates the normalization by the statistics in the variable, which makes the result for an image independent of its batch. */
  createInferenceNormalization(from: Variable): Normalization {
    const layers = this.read(from);
    let next = 0;
    return (x, gamma, beta) => {
      const { mean, variance } = layers[next++];
      return batchNormInference(x, gamma, beta, mean, variance);
    };
  }

  /** Reads the statistics of each layer, in order. */
  read(from: Variable): LayerStatistics[] {
    const channels = this.traced.map((layer) => layer.channels);
    const parts = split(readVariable(from), [...channels, ...channels], 0);
    return channels.map((_, i) => ({ mean: parts[i], variance: parts[i + channels.length] }));
  }

  /** Means and variances of all layers are this many each. */
  protected get totalChannels(): number {
    return this.traced.reduce((sum, { channels }) => sum + channels, 0);
  }
}

/** Statistics of one layer, [channels] each. */
interface LayerStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
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
