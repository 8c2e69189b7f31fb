import { assertValidGraph } from '../../src/graph/check';
import { whenCase } from '../../src/graph/conditions';
import { Graph } from '../../src/graph/graph';
import { guard, scale, stack, unstack } from '../../src/graph/ops';
import type { Choice, GraphNode, NodeSpec, Tensor } from '../../src/graph/tensor';
import { encodeSavedModel } from '../../src/graph/write';

const FLOAT = { shape: [2], dtype: 'float32' } as const;

/** Builds a chain of 30 nodes with a fault planted in the middle. */
function withFault(plant: (graph: Graph, x: Tensor) => void): Graph {
  const graph = new Graph();
  const x = graph.placeholder('x', [2], 'float32');
  const factor = graph.scalar(2);
  let y = x;
  for (let i = 0; i < 15; i++) y = graph.scope(`before${i}`, () => product(graph, y, factor));
  plant(graph, y);
  for (let i = 0; i < 15; i++) y = graph.scope(`after${i}`, () => product(graph, y, factor));
  graph.signature('run', { x }, { y });
  return graph;
}

function product(graph: Graph, x: Tensor, factor: Tensor): Tensor {
  return graph.add({
    op: 'Mul',
    inputs: [x, factor],
    attributes: { T: { type: 'float32' } },
    outputs: [FLOAT],
  }).outputs[0];
}

/** Faults that a change to the compiler might introduce, with the message that reports them. */
const FAULTS: readonly [string, (graph: Graph, x: Tensor) => void][] = [
  [
    'the order of additions in AddN is not deterministic: use AddV2',
    (graph, x) => graph.add({ op: 'AddN', inputs: [x, x], outputs: [FLOAT], name: 'fault' }),
  ],
  [
    'an output has the shape [2, 0.5]',
    (graph, x) =>
      graph.add({ op: 'Mul', inputs: [x, x], outputs: [{ ...FLOAT, shape: [2, 0.5] }], name: 'fault' }),
  ],
  [
    'an output has the shape [2, -1]',
    (graph, x) =>
      graph.add({ op: 'Mul', inputs: [x, x], outputs: [{ ...FLOAT, shape: [2, -1] }], name: 'fault' }),
  ],
  [
    'its guard does not imply the guards of its inputs',
    (graph, x) =>
      graph.add({ op: 'Neg', inputs: [dead(graph, x)], outputs: [FLOAT], guard: [], name: 'fault' }),
  ],
  [
    'its guard does not imply the guards of its inputs',
    (graph, x) => {
      const after = scale(dead(graph, x), 3).node;
      graph.add({ op: 'Neg', inputs: [x], control: [after], outputs: [FLOAT], guard: [], name: 'fault' });
    },
  ],
  [
    'its predicate is float32[2], not bool[]',
    (graph, x) => graph.add({ op: 'Switch', inputs: [x, x], outputs: [FLOAT, FLOAT], name: 'fault' }),
  ],
  [
    'the dtype of its output differs from that of its input',
    (graph, x) =>
      graph.add({
        op: 'Switch',
        inputs: [x, graph.scalar(1, 'bool')],
        outputs: [
          { ...FLOAT, dtype: 'int32' },
          { ...FLOAT, dtype: 'int32' },
        ],
        name: 'fault',
      }),
  ],
  [
    'more than one of its inputs is always alive',
    (graph, x) => graph.add({ op: 'Merge', inputs: [x, scale(x, 3)], outputs: [FLOAT], name: 'fault' }),
  ],
  ['it uses later, which is created after it', useLaterNode],
  ['but has id 99', (graph) => displace(graph, 99)],
];

function dead(graph: Graph, x: Tensor): Tensor {
  const flag = graph.placeholder('flag', [2], 'bool', 'cpu');
  const choice: Choice = { name: 'flag', cases: unstack(flag) };
  return guard(x, [whenCase(choice, 0)]);
}

function useLaterNode(graph: Graph, x: Tensor): void {
  const later: GraphNode = { ...x.node, name: 'later', id: 1000 };
  const spec: NodeSpec = {
    op: 'Neg',
    inputs: [{ ...x, node: later }],
    outputs: [FLOAT],
    name: 'fault',
  };
  graph.add(spec);
}

function displace(graph: Graph, id: number): void {
  const node = graph.add({ op: 'Neg', inputs: [], outputs: [FLOAT], name: 'fault' });
  graph.nodes[graph.nodes.length - 1] = { ...node, id };
}

describe('assertValidGraph', () => {
  test('accepts a graph without a fault', () => {
    expect(() => {
      assertValidGraph(withFault(() => undefined));
    }).not.toThrow();
  });

  test.each(FAULTS)('reports: %s', (message, plant) => {
    const graph = withFault(plant);
    let report = '';
    try {
      assertValidGraph(graph);
    } catch (error) {
      report = error instanceof Error ? error.message : '';
    }
    const [first, ...lines] = report.split('\n');
    expect(first).toMatch(/^fault \(\w+\): /);
    expect(first).toContain(message);
    // The faulty node, marked, and ten nodes on either side.
    expect(lines).toHaveLength(21);
    expect(lines.filter((line) => line.startsWith('>'))).toEqual([lines[10]]);
    expect(lines[10]).toMatch(/^> fault = /);
  });

  test('lists fewer neighbors at the edges of the graph', () => {
    const graph = new Graph();
    graph.add({ op: 'AddN', outputs: [FLOAT], name: 'fault' });
    graph.scalar(1);
    expect(() => {
      assertValidGraph(graph);
    }).toThrow(
      /^fault \(AddN\): .*\n> fault = AddN\(\) -> float32\[2\]\n {2}Const_1 = Const\(\) -> float32\[\]$/,
    );
  });

  test('is called by encodeSavedModel', () => {
    expect(() => encodeSavedModel(withFault((graph) => displace(graph, 7)))).toThrow(/^fault \(Neg\)/);
  });

  test('rejects an input that is not a placeholder and a signature without results', () => {
    const graph = new Graph();
    const x = graph.scalar(1);
    graph.signature('run', { x }, { y: x });
    expect(() => {
      assertValidGraph(graph);
    }).toThrow('input x of signature run is not a placeholder');
    const other = new Graph();
    other.signature('run', {}, {});
    expect(() => {
      assertValidGraph(other);
    }).toThrow('signature run has no results');
    expect(() => {
      other.signature('run', {}, {});
    }).toThrow('two signatures are named run');
  });

  test('accepts nodes whose inputs have the same guard', () => {
    const graph = new Graph();
    const flag = graph.placeholder('flag', [2], 'bool', 'cpu');
    const choice: Choice = { name: 'flag', cases: unstack(flag) };
    const x = guard(graph.scalar(1), [whenCase(choice, 1)]);
    stack([scale(x, 2), scale(x, 3)]);
    expect(() => {
      assertValidGraph(graph);
    }).not.toThrow();
  });
});
