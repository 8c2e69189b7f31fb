import type { Graph } from '../../graph/graph';
import { groupNodes } from '../../graph/group';
import { assign, identity, readVariable, variable, type Variable } from '../../graph/ops';
import type { ClassifierVariables } from './graph';

/**
 * Defines the signatures between which training leaves no trace:
 *
 * - `begin_fine_tuning`: copies all variables that `train` changes, then resets the optimizer and sets each parameter to its
 *   average if weights are averaged. `train` without averaging lets the averages follow, so that `evaluate` uses the fine-tuned
 *   weights
 * - `end_fine_tuning`: copies the variables back
 *
 * @param parameters all variables that `train` changes, besides averages and the optimizer's
 */
export function defineFineTuningSignatures(
  graph: Graph,
  parameters: readonly Variable[],
  { optimizerState, averages }: ClassifierVariables,
): void {
  const trained = [...parameters, ...averages.values(), ...optimizerState.map((each) => each.variable)];
  const backups = new Map(
    trained.map((each) => [each, variable(graph, `${each.name}/backup`, each.shape, each.dtype)]),
  );
  graph.scope('begin_fine_tuning', () => {
    const copied = [...backups].map(([from, backup]) => assign(backup, readVariable(from)));
    const started = [...averages].map(([parameter, average]) =>
      assign(parameter, readVariable(average, copied)),
    );
    const reset = optimizerState.map(({ variable: each, initial }) =>
      assign(each, identity(graph.constant([initial], each.shape), { after: copied })),
    );
    graph.signature('begin_fine_tuning', {}, { done: groupNodes(graph, [...copied, ...started, ...reset]) });
  });
  graph.scope('end_fine_tuning', () => {
    const restored = [...backups].map(([to, backup]) => assign(to, readVariable(backup)));
    graph.signature('end_fine_tuning', {}, { done: groupNodes(graph, restored) });
  });
}
