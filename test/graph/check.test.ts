import { assertValidGraph } from '../../src/graph/check';
import { whenCase } from '../../src/graph/conditions';
import { Graph } from '../../src/graph/graph';
import { guard } from '../../src/graph/guards';
import { scale, stack, unstack } from '../../src/graph/ops';
import type { Choice, GraphNode, NodeSpec, Tensor } from '../../src/graph/tensor';
import { encodeSavedModel } from '../../src/graph/write';
const FLOAT = { shape: [2], dtype: 'float32' } as const;

/** A chain of 30 nodes with a fault planted between the fifteenth and the next. */
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

/** What a hasty change to the compiler might emit. */
const FAULTS: readonly [string, (graph: Graph, x: Tensor) => void][] = [
  [
    'AddN adds in an order that changes from run to run',
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
    'it is said to be alive where one of its inputs is dead',
    (graph, x) =>
      graph.add({ op: 'Neg', inputs: [dead(graph, x)], outputs: [FLOAT], guard: [], name: 'fault' }),
  ],
  [
    'it is said to be alive where one of its inputs is dead',
    (graph, x) => {
      const after = scale(dead(graph, x), 3).node;
      graph.add({ op: 'Neg', inputs: [x], control: [after], outputs: [FLOAT], guard: [], name: 'fault' });
    },
  ],
  [
    'it is decided by float32[2]',
    (graph, x) => graph.add({ op: 'Switch', inputs: [x, x], outputs: [FLOAT, FLOAT], name: 'fault' }),
  ],
  [
    'its output is of another type than its input',
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
    'two of its inputs are always alive',
    (graph, x) => graph.add({ op: 'Merge', inputs: [x, scale(x, 3)], outputs: [FLOAT], name: 'fault' }),
  ],
  ['it uses later, which comes after it', usesWhatComesAfter],
  ['but has id 99', (graph) => displace(graph, 99)],
];

function dead(graph: Graph, x: Tensor): Tensor {
  const flag = graph.placeholder('flag', [2], 'bool', 'cpu');
  const choice: Choice = { name: 'flag', cases: unstack(flag) };
  return guard(x, [whenCase(choice, 0)]);
}

function usesWhatComesAfter(graph: Graph, x: Tensor): void {
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

describe('the checker', () => {
  it('passes the graph without the fault', () => {
    expect(() => {
      assertValidGraph(withFault(() => undefined));
    }).not.toThrow();
  });

  it.each(FAULTS)('says: %s', (message, plant) => {
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
    // The node at fault, marked, and ten either side.
    expect(lines).toHaveLength(21);
    expect(lines.filter((line) => line.startsWith('>'))).toEqual([lines[10]]);
    expect(lines[10]).toMatch(/^> fault = /);
  });

  it('shows what there is at the edge of a graph', () => {
    const graph = new Graph();
    graph.add({ op: 'AddN', outputs: [FLOAT], name: 'fault' });
    graph.scalar(1);
    expect(() => {
      assertValidGraph(graph);
    }).toThrow(
      /^fault \(AddN\): .*\n> fault = AddN\(\) -> float32\[2\]\n {2}Const_1 = Const\(\) -> float32\[\]$/,
    );
  });

  it('stands before the writer', () => {
    expect(() => encodeSavedModel(withFault((graph) => displace(graph, 7)))).toThrow(/^fault \(Neg\)/);
  });

  it('refuses an input that is no placeholder and a signature without results', () => {
    const graph = new Graph();
    const x = graph.scalar(1);
    graph.signature('run', { x }, { y: x });
    expect(() => {
      assertValidGraph(graph);
    }).toThrow('input x of signature run is no placeholder');
    const other = new Graph();
    other.signature('run', {}, {});
    expect(() => {
      assertValidGraph(other);
    }).toThrow('signature run has no result');
    expect(() => {
      other.signature('run', {}, {});
    }).toThrow('two signatures are named run');
  });

  it('lets nodes pass that wait for what is as alive as they are', () => {
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
