import type { Graph } from '../../graph/graph';
import {
  add,
  assign,
  concat,
  type NamedValue,
  readVariable,
  scale,
  sub,
  type Variable,
} from '../../graph/ops';
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

  /** Reads the averages, by names derived from those of gammas: `stem/gamma` gives `stem/mean` and `stem/variance`. */
  readNamed(averages: Variable): NamedValue[] {
    return this.read(averages).flatMap((values, i) =>
      STATISTICS.map((each) => ({ name: nameStatistic(this.traced[i].gamma, each), value: values[each] })),
    );
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

/** Statistics of a normalization layer. */
export const STATISTICS = ['mean', 'variance'] as const;

/** Derives the name of a statistic: gamma is the last part of the name, numbered if a set has several. */
export function nameStatistic(gamma: string, statistic: (typeof STATISTICS)[number]): string {
  return gamma.replace(/gamma(?=\d*$)/, statistic);
}
