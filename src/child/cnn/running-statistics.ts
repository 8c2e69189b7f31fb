import type { Graph } from '../../graph/graph';
import { add, assign, concat, readVariable, scale, sub, type Variable } from '../../graph/ops';
import type { GraphNode, Tensor } from '../../graph/tensor';
import type { Normalization } from '../../layers/norm';
import { createRecordingNormalization, NormStatistics } from '../../layers/norm-statistics';

/** Weight of the old average in an update. */
const MOMENTUM = 0.9;

/** Running averages of all batch statistics of a network. */
export class RunningStatistics extends NormStatistics {
  /** Returns the initial averages: mean 0, variance 1. */
  createInitialValue(graph: Graph): Tensor {
    const [zeros, ones] = [0, 1].map((value) => graph.constant([value], [this.totalChannels]));
    return concat([zeros, ones], 0);
  }

  /** Creates the normalization of training (batch statistics) and the update of the averages. Build the network before the update. */
  createTrainingNormalization(): { norm: Normalization; update: (averages: Variable) => GraphNode } {
    const { norm, layers } = createRecordingNormalization();
    return {
      norm,
      update: (averages) => {
        const old = readVariable(averages);
        const current = concat(
          [...layers.map(({ mean }) => mean), ...layers.map(({ variance }) => variance)],
          0,
        );
        return assign(averages, add(old, scale(sub(current, old), 1 - MOMENTUM)));
      },
    };
  }
}
