import { parse } from 'csv-parse/sync';
import fs from 'node:fs';
import path from 'node:path';
import { countCalls } from '../../experiments/benchmarks/placement/count-calls';
import { execute } from '../../experiments/benchmarks/placement/execute';
import {
  BENCHMARK_SIZES,
  COUNTED_GRAPHS,
  type GraphSizes,
} from '../../experiments/benchmarks/placement/graphs';
import registry from '../../experiments/benchmarks/placement/kernels.json';
import { countLaunches } from '../../experiments/benchmarks/placement/launches';
import { toPlainNodes } from '../../experiments/benchmarks/placement/nodes';
import { placeNodes } from '../../experiments/benchmarks/placement/place';
import { whenCase } from '../../src/graph/conditions';
import { Graph } from '../../src/graph/graph';
import {
  add,
  argMax,
  assign,
  cast,
  concat,
  equal,
  gather,
  guard,
  mul,
  readVariable,
  relu,
  reshape,
  split,
  stack,
  unstack,
  variable,
  zerosIfDead,
} from '../../src/graph/ops';
import type { Choice, Guard, Predicate, Tensor } from '../../src/graph/tensor';

const TABLE = path.join(__dirname, '../../../shared/reference/gpu-kernels-tensorflow-2.21.csv');

/** Small networks: crossings do not depend on the size. */
const SMALL: GraphSizes = {
  supernet: { cellsPerStack: 1, channels: 4, batchSize: 2, evalBatchSize: 2 },
  child: { cellsPerStack: 1, channels: 4, batchSize: 2, evalBatchSize: 2 },
  rnn: { hiddenSize: 4, vocabulary: 20, batchSize: 2, evalBatchSize: 2, bpttSteps: 2 },
};

describe('the graphs of a search on a machine with a GPU', () => {
  test.each(Object.entries(COUNTED_GRAPHS))(
    '%s: only feeds, fetches and routing pass between host and device in a step',
    (_, build) => {
      for (const { signature, executions } of countCalls(build(SMALL))) {
        const others = executions.flatMap(({ crossings }) =>
          crossings.filter(({ kind }) => kind === 'other'),
        );
        expect([signature, ...new Set(others.map(({ edge }) => edge))]).toEqual([signature]);
      }
    },
  );

  test.each([
    ['cnn child', 2500],
    ['controller', 2500],
    ['cnn supernet', 2500],
  ])('%s: a step starts at most %i kernels on the GPU', (name, most) => {
    for (const { launches } of countCalls(COUNTED_GRAPHS[name](BENCHMARK_SIZES))) {
      expect(launches).toBeGreaterThan(100);
      expect(launches).toBeLessThanOrEqual(most);
    }
  });
});

describe('placeNodes', () => {
  const place = (build: (graph: Graph) => unknown) => {
    const graph = new Graph();
    build(graph);
    const devices = placeNodes(toPlainNodes(graph));
    return Object.fromEntries(graph.nodes.map(({ op }, i) => [op, devices[i]]));
  };

  test('leaves a node on the CPU that is pinned there or has no kernel for its dtype', () => {
    const found = place((graph) => {
      relu(graph.placeholder('x', [2], 'float32'));
      graph.placeholder('pinned', [2], 'bool', 'cpu');
      graph.add({ op: 'Square', attributes: { T: { type: 'string' } }, outputs: [] });
    });
    expect([found.Relu, found.Placeholder, found.Square]).toEqual(['gpu', 'cpu', 'cpu']);
  });

  test('takes a variable to the CPU with an op that has no kernel for a GPU', () => {
    const build = (op: string) => (graph: Graph) => {
      const weights = variable(graph, 'weights', [2]);
      readVariable(weights);
      const attributes = { T: { type: 'float32' }, Tindices: { type: 'int32' } } as const;
      graph.add({ op, inputs: [weights.handle], attributes, outputs: [] });
    };
    expect(place(build('ResourceSparseApplyMomentum')).ReadVariableOp).toBe('cpu');
    expect(place(build('ResourceSparseApplyKerasMomentum')).ReadVariableOp).toBe('gpu');
  });

  test('puts a constant where all of its consumers are', () => {
    const consume = (pinned: boolean) => (graph: Graph) => {
      const constant = graph.constant([1, 2], [2], 'float32');
      const attributes = { T: { type: 'float32' } } as const;
      const outputs = [{ shape: [2], dtype: 'float32' }] as const;
      graph.add({ op: 'Square', inputs: [constant], attributes, outputs, device: pinned ? 'cpu' : 'any' });
    };
    expect([true, false].map((pinned) => place(consume(pinned)).Const)).toEqual(['cpu', 'gpu']);
  });
});

describe('execute', () => {
  /** Runs the graph that computes `x` and returns its crossings. */
  const run = (build: (graph: Graph) => Tensor) => {
    const graph = new Graph();
    graph.signature('run', {}, { x: build(graph) });
    const nodes = toPlainNodes(graph);
    const { crossings } = execute(nodes, placeNodes(nodes), { fetches: ['run/x'], flags: {} });
    return crossings.map(({ kind, direction }) => `${kind} ${direction}`);
  };

  test('finds no crossing but feed and fetch if all stays on the device', () => {
    expect(run((graph) => relu(graph.placeholder('x', [2, 2], 'float32')))).toEqual([
      'feed to device',
      'fetch to host',
    ]);
  });

  test('counts shapes and axes, which a kernel on the GPU reads from the host, as no crossing', () => {
    expect(run((graph) => reshape(graph.placeholder('x', [2, 2], 'float32'), [4]))).toHaveLength(2);
  });

  test('finds integers that pass through the host', () => {
    const correct = (dtype: 'int32' | 'int64') => (graph: Graph) => {
      const labels = graph.placeholder('labels', [2], 'int32');
      const found = argMax(graph.placeholder('x', [2, 3], 'float32'), 1, dtype);
      return cast(equal(found, dtype === 'int64' ? cast(labels, 'int64') : labels), 'float32');
    };
    expect(run(correct('int32')).filter((each) => each.startsWith('other'))).toEqual([
      'other to host',
      'other to device',
    ]);
    expect(run(correct('int64')).filter((each) => each.startsWith('other'))).toEqual([]);
  });

  test('finds indices that are computed on the host', () => {
    const pick = (graph: Graph) => {
      const indices = graph.placeholder('indices', [2], 'int32');
      return gather(graph.placeholder('x', [5], 'float32'), add(indices, graph.integers([1])), 0);
    };
    expect(run(pick)).toContain('other to device');
  });

  test('runs exactly the nodes whose guard holds', () => {
    const graph = new Graph();
    const flags = graph.placeholder('cases', [3], 'bool', 'cpu');
    const choice: Choice = { name: 'choice', cases: unstack(flags) };
    const x = graph.placeholder('x', [2], 'float32');
    const branches = [0, 1, 2].map((i) => {
      const y = relu(guard(x, [whenCase(choice, i)]));
      return zerosIfDead(i === 2 ? mul(y, y) : y, []);
    });
    graph.signature('run', {}, { x: branches.reduce(add) });
    const nodes = toPlainNodes(graph);
    for (const chosen of [0, 1, 2]) {
      const cases = [0, 1, 2].map((i) => i === chosen);
      const { nodes: executed } = execute(nodes, placeNodes(nodes), { fetches: ['run/x'], flags: { cases } });
      const alive = graph.nodes.filter((node) => holds(node.guard, chosen));
      expect(executed).toBe(alive.length);
    }
  });
});

/** Evaluates a guard on one choice. */
function holds(under: Guard, chosen: number): boolean {
  const test = (predicate: Predicate): boolean => {
    if (predicate.kind === 'case') return predicate.index === chosen;
    const some = predicate.guards.some((each) => holds(each, chosen));
    return predicate.kind === 'any' ? some : !some;
  };
  return under.every(test);
}

describe('countLaunches', () => {
  const count = (build: (graph: Graph) => unknown, op: string) => {
    const graph = new Graph();
    build(graph);
    return toPlainNodes(graph)
      .filter((node) => node.op === op)
      .map(countLaunches);
  };
  const inputs = (graph: Graph, number: number) =>
    Array.from({ length: number }, (_, i) => graph.placeholder(`x${i}`, [2, 3], 'float32'));

  test('counts a copy per input of a short concatenation, and one kernel for a long one', () => {
    expect(count((graph) => concat(inputs(graph, 15), 0), 'ConcatV2')).toEqual([15]);
    expect(count((graph) => concat(inputs(graph, 16), 0), 'ConcatV2')).toEqual([1]);
    expect(count((graph) => stack(inputs(graph, 3)), 'Pack')).toEqual([3]);
  });

  test('counts no copy for pieces that begin at multiples of 64 bytes', () => {
    const cut = (sizes: readonly number[]) => (graph: Graph) =>
      split(graph.placeholder('x', [sizes.reduce((a, b) => a + b)], 'float32'), sizes, 0);
    expect(count(cut([16, 32]), 'SplitV')).toEqual([0]);
    expect(count(cut([16, 20]), 'SplitV')).toEqual([2]);
    expect(count(cut(Array.from({ length: 17 }, () => 3)), 'SplitV')).toEqual([1]);
    const rows = (columns: number) => (graph: Graph) =>
      unstack(graph.placeholder('x', [4, columns], 'float32'));
    expect([count(rows(16), 'Unpack'), count(rows(10), 'Unpack')]).toEqual([[0], [4]]);
  });

  test('counts nothing for nodes that compute nothing', () => {
    const pass = (graph: Graph) => {
      const weights = variable(graph, 'weights', [2]);
      assign(weights, graph.constant([0], [2]));
    };
    expect([...count(pass, 'AssignVariableOp'), ...count(pass, 'Const')]).toEqual([0, 0]);
  });
});

const compare = fs.existsSync(TABLE) ? test : test.skip;
compare('the kernel list equals the one in ../shared (skipped if that is absent)', () => {
  const rows = parse<Record<'op' | 'device' | 'host_memory_args' | 'types', string>>(
    fs.readFileSync(TABLE, 'utf8'),
    { columns: true },
  );
  const known = ['float32', 'int32', 'uint8', 'string', 'int64', 'bool', 'bfloat16', 'resource'];
  const expected = new Set<string>();
  for (const { op, device, host_memory_args: host, types } of rows) {
    if (!(op in registry.ops)) continue;
    for (const assignment of types === '*' ? [''] : types.split(' | ')) {
      // An attribute without a type is not a type attribute.
      const pairs = assignment.split(';').filter((pair) => pair !== '' && !pair.endsWith('='));
      if (pairs.every((pair) => known.includes(pair.split('=')[1])))
        expected.add(`${op} ${device} ${host} ${pairs.sort().join(';')}`);
    }
  }
  const listed = Object.entries(registry.ops).flatMap(([op, { kernels }]) =>
    kernels.flatMap(({ device, host, types }) =>
      types.flatMap(expandTypes).map((each) => `${op} ${device} ${host.join()} ${each}`),
    ),
  );
  const inTable = new Set(rows.map(({ op }) => op));
  expect(listed.filter((each) => inTable.has(each.split(' ')[0])).sort()).toEqual([...expected].sort());
});

/** `T=a,b;U=c` -> `T=a;U=c`, `T=b;U=c`. */
function expandTypes(types: string): string[] {
  if (types === '') return [''];
  return types
    .split(';')
    .map((constraint) => {
      const [name, dtypes] = constraint.split('=');
      return dtypes.split(',').map((dtype) => `${name}=${dtype}`);
    })
    .reduce((all, options) => all.flatMap((left) => options.map((right) => `${left};${right}`)));
}
