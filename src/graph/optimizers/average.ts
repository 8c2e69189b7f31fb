import type { Graph } from '../graph';
import { groupNodes } from '../group';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { sub } from '../ops/sub';
import { assign, assignRows, gatherRows, readVariable, variable, type Variable } from '../ops/variable';
import type { GraphNode, Tensor } from '../tensor';
import { createSlot, type OptimizerUpdate, type Trainable } from './trainable';

/** Averages of the parameters, and the nodes that update them. */
export interface PolyakAverage extends OptimizerUpdate {
  /** The average of each variable. The caller must initialize it with the variable's value. */
  readonly averages: ReadonlyMap<Variable, Variable>;
  /** Zero that is available once each average equals the value again and the steps so far are forgotten. */
  readonly restarted: Tensor;
}

/**
 * Averages the parameters over the steps since averaging began (Polyak and Juditsky, 1992; with SGD: ASGD).
 * If a variable is updated by rows, each row is averaged over the steps that updated it. Before averaging
 * begins, the average equals the value.
 *
 * @param active float32 scalar: 1 once averaging has begun, 0 before
 * @param updates the optimizer's node for each trainable, which must run first. If it is dead in a run (rows
 *   without a gradient), nothing is averaged.
 */
export function applyPolyakAveraging(
  graph: Graph,
  trainables: readonly Trainable[],
  updates: readonly GraphNode[],
  active: Tensor,
): PolyakAverage {
  const averages = new Map<Variable, Variable>();
  const state: { variable: Variable; initial: number }[] = [];
  const one = graph.scalar(1);
  const nodes = trainables.map(({ variable: parameter, rows }, i): GraphNode => {
    // Waits for its own update only: after a node that is dead in a run, it would be dead too.
    const after = [updates[i]];
    const average = createSlot(graph, parameter, 'average');
    averages.set(parameter, average);
    const counts = variable(graph, `${parameter.name}/averaged_steps`, rows ? [parameter.shape[0]] : []);
    state.push({ variable: counts, initial: 0 });
    const previousCount = rows ? gatherRows(counts, rows) : readVariable(counts);
    const count = add(mul(previousCount, active), one);
    const current = rows ? gatherRows(parameter, rows, after) : readVariable(parameter, after);
    const previous = rows ? gatherRows(average, rows) : readVariable(average);
    const rate = div(one, count);
    const broadcastRate = rows
      ? reshape(rate, [rows.shape[0], ...parameter.shape.slice(1).map(() => 1)])
      : rate;
    const next = add(previous, mul(sub(current, previous), broadcastRate));
    const nextCount = mul(count, active);
    const writes = rows
      ? [assignRows(average, rows, next), assignRows(counts, rows, nextCount)]
      : [assign(average, next), assign(counts, nextCount)];
    return graph.add({ op: 'NoOp', control: writes, outputs: [] });
  });
  const restarts = [
    ...[...averages].map(([parameter, average]) => assign(average, readVariable(parameter))),
    ...state.map((counts) => assign(counts.variable, graph.constant([0], counts.variable.shape))),
  ];
  return { nodes, state, averages, restarted: groupNodes(graph, restarts) };
}
