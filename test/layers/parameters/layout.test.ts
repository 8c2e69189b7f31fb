import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import { merge, readVariable, reshape, route, scale } from '../../../src/graph/ops';
import { type Builder, NetworkLayout } from '../../../src/layers/parameters/layout';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from '../../../src/layers/parameters/spec';
import { plain, withSession } from '../../support/graph/compiled';

/** An architecture: one of three cases, and for each of three slots a row or none. */
interface Decision {
  readonly choice: number;
  readonly rows: readonly (number | null)[];
}

const SETS: readonly { alternatives: number; specs: ParameterSpec[] }[] = [
  { alternatives: 3, specs: [heNormal('filter', [2, 2], 2)] },
  { alternatives: 2, specs: [onesInit('gamma', 3), zerosInit('beta', 2)] },
  { alternatives: 4, specs: [heNormal('kernel', [2, 2], 2)] },
];

function requestAll(builder: Builder<Decision>) {
  const fixed = builder.getWeights('fixed part', [heNormal('filter', [2, 3], 2), onesInit('gamma', 1)]);
  const choice = builder.choice('way', 3, (decision) => decision.choice);
  const again = builder.choice('way', 3, (decision) => decision.choice);
  const selected = SETS.map(({ alternatives, specs }, i) =>
    builder.selectWeights(`slot${i}`, alternatives, specs, ({ rows }) => rows[i]),
  );
  return { fixed, choice, again, selected };
}

const layout = new NetworkLayout<Decision>((_, builder) => void requestAll(builder));

test('a layout gives every alternative of every slot its own row, and one more for none', () => {
  const seen = new Map<string, number>();
  SETS.forEach(({ alternatives }, slot) => {
    for (const picked of [...Array.from({ length: alternatives }, (_, i) => i), null]) {
      const rows = SETS.map((_, i) => (i === slot ? picked : null));
      // Rows are ordered by bank: slots 0 and 2 have the same specs but for their names.
      const index = [0, 2, 1][slot];
      const bank = slot === 1 ? 'b' : 'a';
      seen.set(`${bank}${layout.route({ choice: 0, rows }).rows[index]}`, slot);
    }
  });
  expect(seen.size).toBe(3 + 1 + 2 + 1 + 4 + 1);
});

test('route feeds one boolean per case, also for a choice that is requested twice', () => {
  expect(layout.route({ choice: 1, rows: [null, null, null] }).cases).toEqual(Uint8Array.of(0, 1, 0));
});

test('a network without choices and slots runs', () => {
  const simple = new NetworkLayout<Decision>(
    (_, builder) => void builder.getWeights('part', [onesInit('gamma', 2)]),
  );
  const graph = new Graph();
  const declared = simple.declare(graph);
  const { trainables } = declared.read();
  graph.signature(
    'init',
    {},
    { done: groupNodes(graph, declared.initialize(graph, graph.integers([1, 2]))) },
  );
  graph.signature('run', { cases: declared.cases, rows: declared.rows }, { part: trainables[0].value });
  withSession(graph, (session) => {
    session.run('init');
    const fed = { ...simple.route({ choice: 0, rows: [] }) };
    expect(plain(session.run('run', fed)).part).toEqual([1, 1]);
  });
});

test('route throws on an alternative that does not exist, naming the slot or choice', () => {
  const routing = (choice: number, rows: (number | null)[]) => () => layout.route({ choice, rows });
  expect(routing(0, [3, null, null])).toThrow(/^the architecture picks alternative 3 of slot0, which has 3$/);
  expect(routing(0, [null, -1, null])).toThrow(/-1 of slot1/);
  expect(routing(3, [null, null, null])).toThrow(/3 of way, which has 3/);
  expect(routing(NaN, [null, null, null])).toThrow(/NaN of way/);
});

test('a build that requests more than was traced throws', () => {
  const { builder } = layout.declare(new Graph()).read();
  expect(() => builder.getWeights('new', [])).toThrow(
    /^the network's layout has no parameter or choice new: it was traced from another build$/,
  );
  expect(() => builder.selectWeights('other', 1, [], () => 0)).toThrow(/no parameter or choice other/);
});

test('read returns the initialized rows and fixed parameters, distributed according to their specs', () => {
  const graph = new Graph();
  const declared = layout.declare(graph);
  const { builder, trainables } = declared.read();
  const { fixed, choice, again, selected } = requestAll(builder);
  expect(again).toBe(choice);
  expect(trainables.map(({ variable }) => variable)).toEqual(declared.variables);
  // The picked case determines the factor.
  const x = graph.scalar(1);
  const number = merge(route(x, choice).map((each, i) => scale(each ?? x, 10 * (i + 1))));
  const seed = graph.placeholder('seed', [2], 'int32', 'cpu');
  const done = graph.add({ op: 'NoOp', control: declared.initialize(graph, seed), outputs: [] });
  graph.signature('init', { seed }, { done: readVariable(declared.variables[0], [done]) });
  graph.signature(
    'run',
    { cases: declared.cases, rows: declared.rows },
    {
      number,
      filter: reshape(fixed[0], [6]),
      one: fixed[1],
      ...Object.fromEntries(
        selected.flatMap((parts, i) => parts.map((part, j) => [`slot${i}/${SETS[i].specs[j].name}`, part])),
      ),
      ...Object.fromEntries(declared.variables.map((each) => [each.name, readVariable(each)])),
    },
  );
  withSession(graph, (session) => {
    session.run('init', { seed: Int32Array.of(1, 2) });
    const decision = { choice: 2, rows: [2, 0, null] };
    const { cases, rows } = layout.route(decision);
    const values = plain(session.run('run', { cases, rows }));
    expect(values.number).toEqual([30]);
    expect([...values.filter, ...values.one]).toEqual(values[declared.variables[0].name]);
    expect(values.one).toEqual([1]);
    const [bankA, bankB] = declared.variables.slice(1).map(({ name }) => values[name]);
    expect(values['slot0/filter']).toEqual(bankA.slice(2 * 4, 3 * 4));
    // Slot 2 follows the four rows of slot 0; its last row is selected for none.
    expect(values['slot2/kernel']).toEqual(bankA.slice((4 + 4) * 4, (4 + 5) * 4));
    expect(values['slot1/gamma']).toEqual([1, 1, 1]);
    expect(values['slot1/beta'].map(Math.abs)).toEqual([0, 0]);
    expect(bankB).toHaveLength(3 * 5);
    expect(new Set(bankA).size).toBe(bankA.length);
  });
});

test('initialize draws weights with the standard deviation of their fan-in', () => {
  const wide = new NetworkLayout<null>(
    (_, builder) =>
      void builder.getWeights('wide', [heNormal('filter', [200, 100], 50), zerosInit('bias', 3)]),
  );
  const graph = new Graph();
  const declared = wide.declare(graph);
  const seed = graph.placeholder('seed', [2], 'int32', 'cpu');
  const done = graph.add({ op: 'NoOp', control: declared.initialize(graph, seed), outputs: [] });
  graph.signature('init', { seed }, { values: readVariable(declared.variables[0], [done]) });
  withSession(graph, (session) => {
    const values = plain(session.run('init', { seed: Int32Array.of(5, 6) })).values;
    expect(values.slice(-3).every((each) => each === 0)).toBe(true);
    const weights = values.slice(0, -3);
    const mean = weights.reduce((sum, each) => sum + each, 0) / weights.length;
    const variance = weights.reduce((sum, each) => sum + each * each, 0) / weights.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt(2 / 50), 2);
  });
});
