import { createRandomStream } from '../../../src/random';
import { toRnnCell } from '../../../src/space/rnn/cells';
import { createRnnSpace } from '../../../src/space/rnn/space';
import type { Architecture } from '../../../src/space/space';
import type { RnnSupernetSpec } from '../../../supernet/rnn';
import { type OpenedRnnChild, withRnnChild } from '../../support/child/rnn';
import { expectClose } from '../../support/graph/compiled';
import { EVERYTHING, large, OpenedRnn, TINY, trainWindows, windows } from '../../support/supernet/rnn';
import { rowsOf } from '../../support/supernet/rnn-oracle';

/* C24: the supernet fed an architecture and a child of it that holds the same rows are one network. */

type Values = Readonly<Record<string, Float32Array>>;

const PUBLISHED = '0 1 1 1 2 2 1 2 4 1 4 1 4 1 7 1 8 2 1 0 4 1';

describe.each<[string, RnnSupernetSpec, number]>([
  ['twelve nodes, the loose ones averaged', { ...TINY, nodes: 12 }, 8],
  ['twelve nodes, all of them averaged', { ...TINY, nodes: 12, output: 'all' }, 8],
  ['four nodes with everything on', EVERYTHING, 5],
  ['four nodes with everything on, all of them averaged', { ...EVERYTHING, output: 'all' }, 5],
  ['one node', { ...TINY, nodes: 1 }, 2],
])('a supernet for cells of %s, and its children', (_, spec, count) => {
  const space = createRnnSpace(spec.nodes);
  const random = createRandomStream(7, 'architectures', spec.nodes);
  const published = spec.nodes === 12 ? [space.parse(PUBLISHED)] : [];
  const architectures = [...published, ...Array.from({ length: count }, () => space.sample(random))];
  let supernet: OpenedRnn;
  let values: Record<string, Float32Array>;
  beforeAll(() => {
    supernet = new OpenedRnn(spec);
    const start = supernet.read();
    values = large(spec, start);
    // Evaluation uses averages if there are any; initial averages would be the same for all.
    for (const name of Object.keys(start)) {
      if (name.endsWith('/average')) values[name] = values[name.slice(0, -'/average'.length)];
    }
  });
  beforeEach(() => {
    supernet.write(values);
  });
  afterAll(() => supernet.dispose());

  test('evaluate a text of three windows equally: hidden states and losses within 1e-4', () => {
    const text = windows(spec, spec.evalBatchSize, 3);
    for (const architecture of architectures) {
      supernet.beginScoring();
      const wanted = text.map((window) => ({
        loss: supernet.evaluate(architecture, window),
        hidden: supernet.read().score_hidden,
      }));
      withRnnChild(spec, toRnnCell(architecture), (child) => {
        child.write(forChild(child, architecture, values));
        child.beginScoring();
        text.forEach((window, i) => {
          expectClose([child.evaluate(window)], [wanted[i].loss], 1e-4);
          expectClose([...child.read().score_hidden], [...wanted[i].hidden], 1e-4);
        });
      });
    }
  });

  test('take the same two steps: losses, each parameter, averages and the hidden state', () => {
    const text = trainWindows(spec, 2);
    for (const architecture of architectures.slice(0, 3)) {
      supernet.write(values);
      const step = (i: number) => ({ step: i, averaging: true });
      const losses = text.map((window, i) => supernet.train(architecture, window, 0.5, step(i)));
      const after = supernet.read();
      withRnnChild(spec, toRnnCell(architecture), (child) => {
        child.write(forChild(child, architecture, values));
        const childLosses = text.map((window, i) => child.train(window, 0.5, step(i)));
        expectClose(childLosses, losses, 1e-4);
        const [got, wanted] = [child.read(), forChild(child, architecture, after)];
        for (const [name, each] of Object.entries(wanted)) expectClose([...got[name]], [...each], 1e-4);
        expect(got.fixed).not.toEqual(forChild(child, architecture, values).fixed);
      });
    }
  });

  test('differ in their weights: a child has only those that its cell uses', () => {
    const units = spec.hiddenSize;
    withRnnChild(spec, toRnnCell(architectures[0]), (child) => {
      expect(child.read().fixed).toHaveLength((spec.nodes + 1) * units * 2 * units);
      expect(Object.keys(child.read()).filter((name) => name.startsWith('bank'))).toEqual([]);
    });
  });
});

/** Converts the variables of a supernet to those of a child. */
function forChild(child: OpenedRnnChild, architecture: Architecture, values: Values): Values {
  const names = Object.keys(child.read());
  return Object.fromEntries(names.map((name) => [name, valueFor(name, architecture, values)]));
}

function valueFor(name: string, architecture: Architecture, values: Values): Float32Array {
  if (name !== 'fixed' && name !== 'fixed/average') return values[name];
  // A child's row is the supernet's fixed part, followed by its rows of the bank.
  const bank = values[name.replace('fixed', 'bank0')] as Float32Array | undefined;
  const size = values[name].length / 2;
  const rows = rowsOf(architecture).map((row) => bank?.subarray(row * size, (row + 1) * size) ?? []);
  return Float32Array.from([values[name], ...rows].flatMap((part) => [...part]));
}
