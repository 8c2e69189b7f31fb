import { CROSSING_KINDS, type CrossingKind, execute, type Execution } from './execute';
import type { CountedGraph } from './graphs';
import { type PlainNode, toPlainNodes } from './nodes';
import { type DeviceKind, placeNodes } from './place';

/** What a signature executes on a machine with one GPU: means over architectures, where there are several. */
export interface CallCounts {
  readonly signature: string;
  readonly nodes: number;
  readonly launches: number;
  /** The most launches of an architecture. */
  readonly mostLaunches: number;
  /** Nodes that compute on the CPU. */
  readonly hostNodes: number;
  readonly crossings: Readonly<Record<CrossingKind, number>>;
  readonly executions: readonly Execution[];
}

/** Counts the calls of the signatures of a graph as built. */
export function countCalls({ graph, signatures, routes }: CountedGraph): CallCounts[] {
  const nodes = toPlainNodes(graph);
  const devices = placeNodes(nodes);
  return signatures.map((signature) => {
    const declared = graph.signatures.get(signature);
    if (declared === undefined) throw new Error(`the graph has no signature ${signature}`);
    const fetches = Object.values(declared.outputs).map(({ node }) => node.name);
    return countCall(signature, nodes, devices, fetches, routes);
  });
}

/** Counts a call of one signature, over several routes. */
function countCall(
  signature: string,
  nodes: readonly PlainNode[],
  devices: readonly DeviceKind[],
  fetches: readonly string[],
  routes: CountedGraph['routes'],
): CallCounts {
  const executions = routes.map((flags) => execute(nodes, devices, { fetches, flags }));
  const mean = (measure: (execution: Execution) => number) =>
    Math.round(executions.reduce((sum, each) => sum + measure(each), 0) / executions.length);
  const countKind = (kind: CrossingKind) =>
    mean(({ crossings }) => crossings.filter((each) => each.kind === kind).length);
  return {
    signature,
    nodes: mean((each) => each.nodes),
    launches: mean((each) => each.launches),
    mostLaunches: Math.max(...executions.map((each) => each.launches)),
    hostNodes: mean(({ hostOnly }) => [...hostOnly.values()].reduce((sum, count) => sum + count, 0)),
    crossings: Object.fromEntries(CROSSING_KINDS.map((kind) => [kind, countKind(kind)])) as Record<
      CrossingKind,
      number
    >,
    executions,
  };
}
