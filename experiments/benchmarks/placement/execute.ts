import { findGpuKernel, isHostDtype, type MemoryTypes } from './kernels';
import { countLaunches } from './launches';
import type { Edge, PlainNode } from './nodes';
import type { DeviceKind } from './place';

/** A call of a signature. */
export interface Call {
  /** Names of the nodes that are fetched. */
  readonly fetches: readonly string[];
  /** The values of the boolean vectors that are fed, by the name of their placeholder. */
  readonly flags: Readonly<Record<string, readonly boolean[]>>;
}

/** Why a tensor passes between host and device. */
export const CROSSING_KINDS = ['feed', 'fetch', 'routing', 'other'] as const;
export type CrossingKind = (typeof CROSSING_KINDS)[number];

/** A tensor that passes between host and device in a call. */
export interface Crossing {
  readonly kind: CrossingKind;
  readonly direction: 'to device' | 'to host' | 'within host memory';
  /** Producer and consumer. */
  readonly edge: string;
}

/** What a call executes on a machine with one GPU. */
export interface Execution {
  /** Nodes that run. */
  readonly nodes: number;
  /** Kernels that the GPU runs. */
  readonly launches: number;
  readonly launchesByOp: ReadonlyMap<string, number>;
  /** Ops of the nodes that run on the CPU, with their number. Constants, placeholders and no-ops do no work. */
  readonly hostOnly: ReadonlyMap<string, number>;
  readonly crossings: readonly Crossing[];
}

/** Counts what a call executes: nodes whose inputs are alive, as TensorFlow's executor does, and tensors between devices. */
export function execute(nodes: readonly PlainNode[], devices: readonly DeviceKind[], call: Call): Execution {
  const alive = findAlive(nodes, call);
  const launchesByOp = new Map<string, number>();
  const hostOnly = new Map<string, number>();
  const crossings = new Map<string, Crossing>();
  let executed = 0;
  nodes.forEach((node, i) => {
    if (!alive[i]) return;
    executed++;
    if (devices[i] === 'gpu' && countLaunches(node) > 0) increase(launchesByOp, node.op, countLaunches(node));
    if (devices[i] === 'cpu' && !IDLE.has(node.op)) increase(hostOnly, node.op, 1);
    node.inputs.forEach((edge, position) => {
      const crossing = findCrossing(nodes, devices, i, position);
      if (crossing === undefined) return;
      const kind = call.fetches.includes(node.name) ? 'fetch' : crossing.kind;
      // TensorFlow sends a tensor once to a device and a kind of memory, whatever the number of its consumers.
      crossings.set(`${edge.from}:${edge.output} ${devices[i]} ${crossing.direction}`, { ...crossing, kind });
    });
  });
  for (const name of call.fetches) {
    const i = nodes.findIndex((node) => node.name === name);
    if (devices[i] === 'gpu')
      crossings.set(`fetch ${name}`, { kind: 'fetch', direction: 'to host', edge: `${name} -> the caller` });
  }
  const launches = [...launchesByOp.values()].reduce((sum, count) => sum + count, 0);
  return { nodes: executed, launches, launchesByOp, hostOnly, crossings: [...crossings.values()] };
}

/** Ops that do no work in a call: constants are on their device from the first one on. */
const IDLE = new Set(['Const', 'Placeholder', 'NoOp', 'VarHandleOp']);

function increase(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/**
 * Returns whether each node runs in the call: the fetches need it and none of its inputs is dead. A predicate that is
 * computed rather than fed, such as whether the loss is finite, counts as true.
 */
function findAlive(nodes: readonly PlainNode[], { fetches, flags }: Call): boolean[] {
  const needed = findNeeded(nodes, fetches);
  const dead = new Set<string>();
  const truths = new Map<string, boolean>();
  const isDead = ({ from, output }: Edge) => dead.has(`${from}:${output}`);
  const isTrue = ({ from, output }: Edge) => truths.get(`${from}:${output}`) ?? true;
  return nodes.map((node, i) => {
    const runs =
      needed[i] &&
      (node.op === 'Merge' ? node.inputs.some((edge) => !isDead(edge)) : !node.inputs.some(isDead)) &&
      !node.control.some((from) => dead.has(`${from}:control`));
    if (!runs) {
      node.outputs.forEach((_, output) => dead.add(`${i}:${output}`));
      dead.add(`${i}:control`);
      return false;
    }
    if (node.op === 'Switch') dead.add(`${i}:${isTrue(node.inputs[1]) ? 0 : 1}`);
    const fed = node.op === 'Unpack' ? flags[nodes[node.inputs[0].from].name] : undefined;
    if (fed !== undefined) fed.forEach((flag, output) => truths.set(`${i}:${output}`, flag));
    const truth = computeLogic(node.op, node.inputs, isTrue);
    if (truth !== undefined) truths.set(`${i}:0`, truth);
    return true;
  });
}

function computeLogic(
  op: string,
  inputs: readonly Edge[],
  isTrue: (edge: Edge) => boolean,
): boolean | undefined {
  switch (op) {
    case 'LogicalAnd':
      return inputs.every(isTrue);
    case 'LogicalOr':
      return inputs.some(isTrue);
    case 'LogicalNot':
      return !isTrue(inputs[0]);
    default:
      return undefined;
  }
}

function findNeeded(nodes: readonly PlainNode[], fetches: readonly string[]): boolean[] {
  const needed = nodes.map(({ name }) => fetches.includes(name));
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!needed[i]) continue;
    for (const { from } of nodes[i].inputs) needed[from] = true;
    for (const from of nodes[i].control) needed[from] = true;
  }
  return needed;
}

/** Returns how an input reaches its node, or undefined if it stays where it is. */
function findCrossing(
  nodes: readonly PlainNode[],
  devices: readonly DeviceKind[],
  to: number,
  position: number,
): Crossing | undefined {
  const edge = nodes[to].inputs[position];
  const [producer, consumer] = [nodes[edge.from], nodes[to]];
  if (edge.dtype === 'resource') return undefined;
  const isFed = producer.op === 'Placeholder';
  const producedOnGpu = !isFed && devices[edge.from] === 'gpu';
  const before = isFed || isHostOutput(producer, devices[edge.from], edge.output);
  const after = isHostInput(consumer, devices[to], position, edge.dtype);
  if (producedOnGpu === (devices[to] === 'gpu') && before === after) return undefined;
  return {
    kind: isFed ? 'feed' : decides(consumer, devices[to], position) ? 'routing' : 'other',
    direction: before === after ? 'within host memory' : before ? 'to device' : 'to host',
    edge: `${producer.name} (${producer.op}) -> ${consumer.name} (${consumer.op}, input ${position})`,
  };
}

/** Returns whether an input decides which way a tensor goes: the predicate of a Switch, or what one is computed from. */
function decides({ op, outputs }: PlainNode, device: DeviceKind, position: number): boolean {
  return (
    (op === 'Switch' && position === 1) ||
    (device === 'cpu' && outputs.every(({ dtype }) => dtype === 'bool'))
  );
}

const kernels = new WeakMap<PlainNode, MemoryTypes>();

function findMemoryTypes(node: PlainNode): MemoryTypes {
  let known = kernels.get(node);
  if (known === undefined) {
    known = findGpuKernel(node);
    if (known === undefined)
      throw new Error(`${node.name} is on the GPU, but ${node.op} has no kernel for it`);
    kernels.set(node, known);
  }
  return known;
}

function isHostOutput(node: PlainNode, device: DeviceKind, output: number): boolean {
  if (device === 'cpu' || isHostDtype(node.outputs[output].dtype)) return true;
  return findMemoryTypes(node).outputs[output];
}

function isHostInput(node: PlainNode, device: DeviceKind, position: number, dtype: string): boolean {
  if (device === 'cpu' || isHostDtype(dtype)) return true;
  return findMemoryTypes(node).inputs[position];
}
