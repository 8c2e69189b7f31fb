import type { Graph } from '../../graph/graph';
import { add } from '../../graph/ops/add';
import { batchNormWithStatistics, fixedNorm } from '../../graph/ops/batch-norm';
import { concat, split } from '../../graph/ops/concat';
import { scale } from '../../graph/ops/mul';
import { sub } from '../../graph/ops/sub';
import { assign, read, variable, type Variable } from '../../graph/ops/variable';
import type { GraphNode, Tensor } from '../../graph/tensor';
import type { Norm } from '../../layers/norm';

/** The share of the old average that a step keeps. */
const KEPT = 0.9;

/**
 * Running averages of all batch statistics of a network, in one variable: the means of all norms, then the variances. A
 * norm is known by its place in the order in which a network is built, in training and in serving alike.
 */
export class RunningNorms {
  /** Channels of each norm, in order. */
  private readonly channels: number[] = [];

  /** To build the network with on a scratch graph: notes which norms there are. */
  readonly count: Norm = (x) => {
    this.channels.push(x.shape[3]);
    return x;
  };

  declare(graph: Graph): Variable {
    return variable(graph, 'norms', [2 * this.total]);
  }

  /** What averages start as: mean 0, variance 1. */
  initial(graph: Graph): Tensor {
    const [zeros, ones] = [0, 1].map((value) => graph.constant([value], [this.total]));
    return concat([zeros, ones], 0);
  }

  /** Norms by each batch's own statistics, and the update of the averages, to be asked for once the network is built. */
  training(): { norm: Norm; update: (averages: Variable) => GraphNode } {
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
        const old = read(averages);
        const now = concat([...means, ...variances], 0);
        return assign(averages, add(old, scale(sub(now, old), 1 - KEPT)));
      },
    };
  }

  /** Norms by the averages, so that an image's result does not depend on its batch. */
  serving(averages: Variable): Norm {
    const parts = split(read(averages), [...this.channels, ...this.channels], 0);
    let next = 0;
    return (x, gamma, beta) => {
      const place = next++;
      return fixedNorm(x, gamma, beta, parts[place], parts[place + this.channels.length]);
    };
  }

  private get total(): number {
    return this.channels.reduce((sum, each) => sum + each, 0);
  }
}
