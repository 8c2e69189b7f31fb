import type { Graph } from '../../graph/graph';
import {
  add,
  assign,
  batchNormInference,
  batchNormWithStatistics,
  concat,
  readVariable,
  scale,
  split,
  sub,
  variable,
  type Variable,
} from '../../graph/ops';
import type { GraphNode, Tensor } from '../../graph/tensor';
import type { Normalization } from '../../layers/norm';

/** Weight of the old average in an update. */
const MOMENTUM = 0.9;

/**
 * Running averages of all batch statistics of a network, in one variable: the means of all normalization
 * layers, then the variances. A layer is identified by its position in the build order, which is the same in training and
 * inference.
 */
export class RunningStatistics {
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

  /** Returns the initial averages: mean 0, variance 1. */
  createInitialValue(graph: Graph): Tensor {
    const [zeros, ones] = [0, 1].map((value) => graph.constant([value], [this.totalChannels]));
    return concat([zeros, ones], 0);
  }

  /** Creates the normalization of training (batch statistics) and the update of the averages. Build the network before the update. */
  createTrainingNormalization(): { norm: Normalization; update: (averages: Variable) => GraphNode } {
    const means: Tensor[] = [];
    const variances: Tensor[] = [];
    return {
      norm: (x, gamma, beta) => {
        const { y, mean, variance } = batchNormWithStatistics(x, gamma, beta);
        means.push(mean);
        variances.push(variance);
        return y;
      },
      update: (averages) => {
        const old = readVariable(averages);
        const current = concat([...means, ...variances], 0);
        return assign(averages, add(old, scale(sub(current, old), 1 - MOMENTUM)));
      },
    };
  }

  /** Creates the normalization of inference (running averages), which makes the result for an image independent of its batch. */
  createInferenceNormalization(averages: Variable): Normalization {
    const parts = split(readVariable(averages), [...this.channels, ...this.channels], 0);
    let next = 0;
    return (x, gamma, beta) => {
      const index = next++;
      return batchNormInference(x, gamma, beta, parts[index], parts[index + this.channels.length]);
    };
  }

  private get totalChannels(): number {
    return this.channels.reduce((sum, each) => sum + each, 0);
  }
}
