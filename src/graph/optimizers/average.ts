import type { Graph } from '../graph';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { sub } from '../ops/sub';
import { assign, assignRows, gatherRows, read, variable, type Variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';
import { companion, type Trainable, type Update } from './trainable';

/** Averaged parameters: what stands for each variable, and what keeps them up. */
export interface Averages extends Update {
  /** The average beside each variable; it has to begin as the variable's own value. */
  readonly of: ReadonlyMap<Variable, Variable>;
}

/**
 * Averages the parameters over the steps since averaging began (Polyak and Juditsky, 1992; with stochastic gradient
 * descent: ASGD). Each row of a variable that is updated by rows is averaged over the steps that updated it. Before the
 * beginning the average is the value itself.
 *
 * @param begun float32 scalar: 1 once averaging has begun, 0 before
 * @param updates the optimiser's node for each of the trainables, which must have run; where it is dead in a run (rows
 *   without a gradient), nothing is averaged
 */
export function averageUpdate(
  graph: Graph,
  trainables: readonly Trainable[],
  updates: readonly GraphNode[],
  begun: Tensor,
): Averages {
  const of = new Map<Variable, Variable>();
  const state: { variable: Variable; initial: number }[] = [];
  const one = graph.scalar(1);
  const nodes = trainables.map(({ variable: parameter, rows }, i): GraphNode => {
    // Its own update alone: waiting for one that is dead in a run, it would be dead too.
    const after = [updates[i]];
    const average = companion(graph, parameter, 'average');
    of.set(parameter, average);
    const counts = variable(graph, `${parameter.name}/averaged_steps`, rows ? [parameter.shape[0]] : []);
    state.push({ variable: counts, initial: 0 });
    const before = rows ? gatherRows(counts, rows) : read(counts);
    const count = add(mul(before, begun), one);
    const now = rows ? gatherRows(parameter, rows, after) : read(parameter, after);
    const was = rows ? gatherRows(average, rows) : read(average);
    const rate = div(one, count);
    const wide = rows ? reshape(rate, [rows.shape[0], ...parameter.shape.slice(1).map(() => 1)]) : rate;
    const next = add(was, mul(sub(now, was), wide));
    const counted = mul(count, begun);
    const writes = rows
      ? [assignRows(average, rows, next), assignRows(counts, rows, counted)]
      : [assign(average, next), assign(counts, counted)];
    return graph.add({ op: 'NoOp', control: writes, outputs: [] });
  });
  return { nodes, state, of };
}
