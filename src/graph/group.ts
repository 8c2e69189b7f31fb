import { ALWAYS, guardKey } from './conditions';
import type { Graph } from './graph';
import { addAll } from './ops/add';
import { identity } from './ops/identity';
import { zerosIfDead } from './ops/routing';
import type { GraphNode, Tensor } from './tensor';

/**
 * Returns a zero that is available once all of the `nodes` that are alive have run. Dead nodes are not waited
 * for. To make a result wait for the nodes, add the zero to it or use its node as a control input.
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
