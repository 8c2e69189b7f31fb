import { whenCase } from '../../../src/graph/conditions';
import { computeGradients } from '../../../src/graph/differentiate';
import { Graph } from '../../../src/graph/graph';
import { groupNodes } from '../../../src/graph/group';
import {
  add,
  addAll,
  assign,
  gatherRows,
  guard,
  mul,
  readVariable,
  square,
  stack,
  sum,
  unstack,
  variable,
  zerosIfDead,
} from '../../../src/graph/ops';
import { applyAdam } from '../../../src/graph/optimizers/adam';
import {
  addWeightDecay,
  clipByGlobalNorm,
  globalNorm,
} from '../../../src/graph/optimizers/gradient-transforms';
import { applyMomentum } from '../../../src/graph/optimizers/momentum';
import { applySgd } from '../../../src/graph/optimizers/sgd';
import {
  type Gradient,
  type OptimizerUpdate,
  type Trainable,
  zipGradients,
} from '../../../src/graph/optimizers/trainable';
import type { Choice, Tensor } from '../../../src/graph/tensor';
import { createRandomStream } from '../../../src/random';
import { expectClose, plain, withSession } from '../../support/graph/compiled';

/*
 * The model has a vector w and a table t of which each step reads one row or none. The loss is
 *   sum(w * a) + sum(w^2) [+ sum(t[row] * b) + sum(t[row]^2) if the row is used].
 * Each optimizer is compared with the loop of its paper, in double precision, over several steps.
 */

const WIDTH = 3;
const ROWS = 4;
const STEPS = 7;

interface Settings {
  readonly decay?: number;
  readonly clip?: number;
}

/** One parameter of the loop: its value and the state of the optimizer. */
interface Slot {
  value: number;
  first: number;
  second: number;
}

interface Step {
  readonly a: number[];
  readonly b: number[];
  readonly row: number;
  readonly used: boolean;
}

const STEP_LIST: Step[] = (() => {
  const random = createRandomStream(3, 'optimizers');
  const numbers = () => Array.from({ length: WIDTH }, () => Math.fround(2 * random() - 1));
  return Array.from({ length: STEPS }, (_, i) => ({
    a: numbers(),
    b: numbers(),
    row: [2, 0, 2, 3, 0, 2, 2][i],
    used: i !== 2 && i !== 4,
  }));
})();

/** Runs the compiled optimizer. Returns w, the table and the norm of the gradients after each step. */
function runCompiled(
  optimize: (graph: Graph, pairs: readonly Gradient[], rate: Tensor) => OptimizerUpdate,
  { decay = 0, clip = 0 }: Settings,
): { w: number[]; table: number[]; norm: number }[] {
  const graph = new Graph();
  const a = graph.placeholder('a', [WIDTH], 'float32');
  const b = graph.placeholder('b', [WIDTH], 'float32');
  const row = graph.placeholder('row', [1], 'int32', 'cpu');
  const rate = graph.placeholder('rate', [], 'float32');
  const used = graph.placeholder('used', [2], 'bool', 'cpu');
  const choice: Choice = { name: 'used', cases: unstack(used) };
  const w = variable(graph, 'w', [WIDTH]);
  const table = variable(graph, 'table', [ROWS, WIDTH]);
  const rows = guard(row, [whenCase(choice, 1)]);
  const trainables: Trainable[] = [
    { variable: w, value: readVariable(w) },
    { variable: table, value: gatherRows(table, rows), rows },
  ];
  const [whole, picked] = trainables.map((each) => each.value);
  const tableLoss = add(
    sum(mul(picked, guard(stack([b]), [whenCase(choice, 1)])), [0, 1]),
    sum(square(picked), [0, 1]),
  );
  const loss = addAll([sum(mul(whole, a), [0]), sum(square(whole), [0]), zerosIfDead(tableLoss, [])]);
  const raw = zipGradients(trainables, computeGradients(loss, [whole, picked]));
  const clipped = clipByGlobalNorm(addWeightDecay(raw, decay), clip);
  const update = optimize(graph, clipped, rate);
  graph.signature(
    'train',
    { a, b, row, rate, used },
    { norm: globalNorm(clipped), done: groupNodes(graph, update.nodes) },
  );
  const starts = [{ variable: w, initial: 1 }, { variable: table, initial: -0.5 }, ...update.state].map(
    ({ variable: each, initial }) => assign(each, graph.constant([initial], each.shape)),
  );
  graph.signature('init', {}, { done: groupNodes(graph, starts) });
  graph.signature('read', {}, { w: readVariable(w), table: readVariable(table) });
  return withSession(graph, (session) => {
    session.run('init');
    return STEP_LIST.map((step, i) => {
      const fed = {
        a: Float32Array.from(step.a),
        b: Float32Array.from(step.b),
        row: Int32Array.of(step.row),
        rate: Float32Array.of(learningRateAt(i)),
        used: Uint8Array.of(step.used ? 0 : 1, step.used ? 1 : 0),
      };
      const norm = session.runScalar('train', 'norm', fed);
      const { w: values, table: all } = plain(session.run('read'));
      return { w: values, table: all, norm };
    });
  });
}

/** Returns the learning rate of a step. */
function learningRateAt(step: number): number {
  return Math.fround(0.1 / (1 + step));
}

/** Runs the loop of the paper; `move` updates one parameter by its gradient. */
function runReference(
  move: (slot: Slot, gradient: number, rate: number, step: number) => void,
  { decay = 0, clip = 0 }: Settings,
): { w: number[]; table: number[]; norm: number }[] {
  const slots = (count: number, value: number): Slot[] =>
    Array.from({ length: count }, () => ({ value, first: 0, second: 0 }));
  const w = slots(WIDTH, 1);
  const table = slots(ROWS * WIDTH, -0.5);
  return STEP_LIST.map(({ a, b, row, used }, step) => {
    const moved = w.map((slot, i) => ({ slot, gradient: a[i] + 2 * slot.value + decay * slot.value }));
    if (used) {
      const picked = table.slice(row * WIDTH, (row + 1) * WIDTH);
      picked.forEach((slot, i) => {
        moved.push({ slot, gradient: b[i] + 2 * slot.value + decay * slot.value });
      });
    }
    const norm = Math.hypot(...moved.map((each) => each.gradient));
    const factor = clip > 0 ? Math.min(1, clip / norm) : 1;
    for (const { slot, gradient } of moved) move(slot, gradient * factor, learningRateAt(step), step);
    return { w: w.map((slot) => slot.value), table: table.map((slot) => slot.value), norm: norm * factor };
  });
}

const MOMENTUM = 0.9;

const OPTIMIZERS: readonly [
  string,
  (graph: Graph, pairs: readonly Gradient[], rate: Tensor) => OptimizerUpdate,
  (slot: Slot, gradient: number, rate: number, step: number) => void,
][] = [
  [
    'gradient descent',
    (graph, pairs, learningRate) => applySgd(graph, pairs, { learningRate }),
    (slot, gradient, rate) => {
      slot.value -= rate * gradient;
    },
  ],
  [
    'momentum',
    (graph, pairs, learningRate) =>
      applyMomentum(graph, pairs, { learningRate, momentum: MOMENTUM, nesterov: false }),
    (slot, gradient, rate) => {
      slot.first = MOMENTUM * slot.first - rate * gradient;
      slot.value += slot.first;
    },
  ],
  [
    'Nesterov momentum',
    (graph, pairs, learningRate) =>
      applyMomentum(graph, pairs, { learningRate, momentum: MOMENTUM, nesterov: true }),
    (slot, gradient, rate) => {
      slot.first = MOMENTUM * slot.first - rate * gradient;
      slot.value += MOMENTUM * slot.first - rate * gradient;
    },
  ],
  [
    'Adam',
    (graph, pairs, learningRate) => applyAdam(graph, pairs, { learningRate }),
    (slot, gradient, rate, step) => {
      slot.first = 0.9 * slot.first + 0.1 * gradient;
      slot.second = 0.999 * slot.second + 0.001 * gradient ** 2;
      const corrected = rate * (Math.sqrt(1 - 0.999 ** (step + 1)) / (1 - 0.9 ** (step + 1)));
      slot.value -= (corrected * slot.first) / (Math.sqrt(slot.second) + 1e-8);
    },
  ],
];

const SETTINGS: readonly [string, Settings][] = [
  ['alone', {}],
  ['with weight decay', { decay: 0.25 }],
  ['clipped', { clip: 1.5 }],
  ['clipped, with weight decay', { clip: 1.5, decay: 0.25 }],
  ['with a limit that is never reached', { clip: 1000 }],
];

describe.each(OPTIMIZERS)('%s', (_, optimize, move) => {
  test.each(SETTINGS)('%s equals the loop of the paper', (_title, settings) => {
    const actual = runCompiled(optimize, settings);
    const expected = runReference(move, settings);
    actual.forEach((step, i) => {
      expectClose(step.w, expected[i].w, 1e-5);
      expectClose(step.table, expected[i].table, 1e-5);
      expectClose([step.norm], [expected[i].norm], 1e-5);
    });
  });

  test('leaves rows without a gradient unchanged', () => {
    const steps = runCompiled(optimize, { decay: 0.25 });
    let before = Array.from({ length: ROWS * WIDTH }, () => -0.5);
    steps.forEach(({ table }, i) => {
      const { row, used } = STEP_LIST[i];
      for (let r = 0; r < ROWS; r++) {
        const previous = before.slice(r * WIDTH, (r + 1) * WIDTH);
        const current = table.slice(r * WIDTH, (r + 1) * WIDTH);
        if (used && r === row) expect(current).not.toEqual(previous);
        else expect(current).toEqual(previous);
      }
      before = table;
    });
  });
});

describe('clipByGlobalNorm', () => {
  test('returns zero gradients unchanged', () => {
    const graph = new Graph();
    const w = variable(graph, 'w', [2]);
    const value = readVariable(w);
    const zeros = graph.placeholder('zeros', [2], 'float32');
    const [clipped] = clipByGlobalNorm([{ trainable: { variable: w, value }, value: zeros }], 5);
    graph.signature('run', { zeros }, { clipped: clipped.value });
    withSession(graph, (session) => {
      expect(plain(session.run('run', { zeros: new Float32Array(2) })).clipped).toEqual([0, 0]);
    });
  });
});

test('zipGradients omits trainables that the loss does not depend on', () => {
  const graph = new Graph();
  const w = variable(graph, 'w', []);
  expect(zipGradients([{ variable: w, value: readVariable(w) }], [null])).toEqual([]);
});
