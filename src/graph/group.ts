import { ALWAYS, guardKey } from './conditions';
import type { Graph } from './graph';
import { zerosIfDead } from './guards';
import { addAll } from './ops/add';
import { identity } from './ops/identity';
import type { GraphNode, Tensor } from './tensor';

/**
 * A zero that is there once all of the `nodes` that are alive have run: nodes that are dead in a run hold nothing up.
 * Add it to a result, or name its node as a control input, to make that wait for the nodes.
 */
export function groupNodes(graph: Graph, nodes: readonly GraphNode[]): Tensor {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const group = groups.get(guardKey(node.guard)) ?? [];
    groups.set(guardKey(node.guard), group);
    group.push(node);
  }
  const tokens = [...groups.values()].map((after) =>
    zerosIfDead(identity(graph.scalar(0), { after }), ALWAYS),
  );
  return tokens.length === 0 ? graph.scalar(0) : addAll(tokens);
}
