import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import { merge, route } from '../../../src/graph/guards';
import { readVariable, reshape, scale } from '../../../src/graph/ops';
import { type Builder, NetworkLayout } from '../../../src/layers/parameters/layout';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from '../../../src/layers/parameters/spec';
import { plain, withSession } from '../../support/graph/compiled';

/** What decides: a case of three, and for each of three slots a row or none. */
interface Decision {
  readonly way: number;
  readonly rows: readonly (number | null)[];
}

const SETS: readonly { alternatives: number; pieces: ParameterSpec[] }[] = [
  { alternatives: 3, pieces: [heNormal([2, 2], 2)] },
  { alternatives: 2, pieces: [onesInit(3), zerosInit(2)] },
  { alternatives: 4, pieces: [heNormal([2, 2], 2)] },
];

function ask(builder: Builder<Decision>) {
  const fixed = builder.getWeights('fixed part', [heNormal([2, 3], 2), onesInit(1)]);
  const way = builder.choice('way', 3, ({ way: taken }) => taken);
  const again = builder.choice('way', 3, ({ way: taken }) => taken);
  const picked = SETS.map(({ alternatives, pieces }, i) =>
    builder.selectWeights(`slot${i}`, alternatives, pieces, ({ rows }) => rows[i]),
  );
  return { fixed, way, again, picked };
}

const plan = new NetworkLayout<Decision>((_, builder) => void ask(builder));

it('gives every alternative of every slot a row of its own, and one more for none', () => {
  const seen = new Map<string, number>();
  SETS.forEach(({ alternatives }, slot) => {
    for (const taken of [...Array.from({ length: alternatives }, (_, i) => i), null]) {
      const rows = SETS.map((_, i) => (i === slot ? taken : null));
      // Rows go bank by bank: slots 0 and 2 have sets that are alike.
      const place = [0, 2, 1][slot];
      const bank = slot === 1 ? 'b' : 'a';
      seen.set(`${bank}${plan.route({ way: 0, rows }).rows[place]}`, slot);
    }
  });
  expect(seen.size).toBe(3 + 1 + 2 + 1 + 4 + 1);
});

it('routes a choice by one boolean a case, asked for once however often', () => {
  expect(plan.route({ way: 1, rows: [null, null, null] }).cases).toEqual(Uint8Array.of(0, 1, 0));
});

it('runs a network that has neither choices nor slots', () => {
  const simple = new NetworkLayout<Decision>((_, builder) => void builder.getWeights('part', [onesInit(2)]));
  const graph = new Graph();
  const planned = simple.declare(graph);
  const { trainables } = planned.read();
  graph.signature('init', {}, { done: groupNodes(graph, planned.initialize(graph, graph.integers([1, 2]))) });
  graph.signature('run', { cases: planned.cases, rows: planned.rows }, { part: trainables[0].value });
  withSession(graph, (session) => {
    session.run('init');
    const fed = { ...simple.route({ way: 0, rows: [] }) };
    expect(plain(session.run('run', fed)).part).toEqual([1, 1]);
  });
});

it('refuses an alternative that a slot or choice does not have, naming it', () => {
  const refused = (way: number, rows: (number | null)[]) => () => plan.route({ way, rows });
  expect(refused(0, [3, null, null])).toThrow(
    /^slot0 has 3 alternatives, but the architecture picks number 3$/,
  );
  expect(refused(0, [null, -1, null])).toThrow(/^slot1 /);
  expect(refused(3, [null, null, null])).toThrow(/^way has 3 alternatives/);
  expect(refused(NaN, [null, null, null])).toThrow(/^way /);
});

it('refuses a network that is built another way than it was planned', () => {
  const { builder } = plan.declare(new Graph()).read();
  expect(() => builder.getWeights('new', [])).toThrow(/^the plan of the network has no new/);
  expect(() => builder.selectWeights('other', 1, [], () => 0)).toThrow(/no other/);
});

it('reads what it initializes: rows of their bank, fixed parts, each piece distributed as it asks', () => {
  const graph = new Graph();
  const planned = plan.declare(graph);
  const { builder, trainables } = planned.read();
  const { fixed, way, again, picked } = ask(builder);
  expect(again).toBe(way);
  expect(trainables.map(({ variable }) => variable)).toEqual(planned.variables);
  // The case that is taken says by what to multiply.
  const x = graph.scalar(1);
  const number = merge(route(x, way).map((each, i) => scale(each ?? x, 10 * (i + 1))));
  const seed = graph.placeholder('seed', [2], 'int32', 'cpu');
  const done = graph.add({ op: 'NoOp', control: planned.initialize(graph, seed), outputs: [] });
  graph.signature('init', { seed }, { done: readVariable(planned.variables[0], [done]) });
  graph.signature(
    'ask',
    { cases: planned.cases, rows: planned.rows },
    {
      number,
      filter: reshape(fixed[0], [6]),
      one: fixed[1],
      ...Object.fromEntries(picked.map((each, i) => [`slot${i}`, each])),
      ...Object.fromEntries(planned.variables.map((each) => [each.name, readVariable(each)])),
    },
  );
  withSession(graph, (session) => {
    session.run('init', { seed: Int32Array.of(1, 2) });
    const decision = { way: 2, rows: [2, 0, null] };
    const { cases, rows } = plan.route(decision);
    const got = plain(session.run('ask', { cases, rows }));
    expect(got.number).toEqual([30]);
    expect([...got.filter, ...got.one]).toEqual(got[planned.variables[0].name]);
    expect(got.one).toEqual([1]);
    const [bankA, bankB] = planned.variables.slice(1).map(({ name }) => got[name]);
    expect(got.slot0).toEqual(bankA.slice(2 * 4, 3 * 4));
    // Slot 2 stands behind the four rows of slot 0; its own last row stands in.
    expect(got.slot2).toEqual(bankA.slice((4 + 4) * 4, (4 + 5) * 4));
    expect(got.slot1.map(Math.abs)).toEqual([1, 1, 1, 0, 0]);
    expect(bankB).toHaveLength(3 * 5);
    expect(new Set(bankA).size).toBe(bankA.length);
  });
});

it('draws weights with the deviation of their fan-in', () => {
  const wide = new NetworkLayout<null>(
    (_, builder) => void builder.getWeights('wide', [heNormal([200, 100], 50), zerosInit(3)]),
  );
  const graph = new Graph();
  const planned = wide.declare(graph);
  const seed = graph.placeholder('seed', [2], 'int32', 'cpu');
  const done = graph.add({ op: 'NoOp', control: planned.initialize(graph, seed), outputs: [] });
  graph.signature('init', { seed }, { values: readVariable(planned.variables[0], [done]) });
  withSession(graph, (session) => {
    const values = plain(session.run('init', { seed: Int32Array.of(5, 6) })).values;
    expect(values.slice(-3).every((each) => each === 0)).toBe(true);
    const drawn = values.slice(0, -3);
    const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
    const variance = drawn.reduce((sum, each) => sum + each * each, 0) / drawn.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt(2 / 50), 2);
  });
});
