import { computeGradients } from '../../src/graph/differentiate';
import { Graph } from '../../src/graph/graph';
import { matmul, mul, sum } from '../../src/graph/ops';
import type { Tensor } from '../../src/graph/tensor';
import { feeds, named, placeholders, plain, withSession } from '../support/graph/compiled';
import { spread } from '../support/graph/op-case';

/* Matrix products in a graph of precision bfloat16: numbers of 8 significant bits. */

const left = spread([3, 5], 1);
const right = spread([5, 4], 2);
const slopes = spread([3, 4], 3);

/** Rounds to the nearest bfloat16 number, ties to even: the upper half of a float32. */
function roundToBfloat16(x: number): number {
  const bits = new Uint32Array(Float32Array.of(x).buffer);
  bits[0] = ((bits[0] + 0x7fff + ((bits[0] >>> 16) & 1)) & 0xffff0000) >>> 0;
  return new Float32Array(bits.buffer)[0];
}

/** Returns the product of rounded matrices, [m, k] x [k, n], not rounded itself. */
function multiply(a: readonly number[], b: readonly number[], [m, k, n]: readonly number[]): number[] {
  return Array.from({ length: m * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    const terms = Array.from(
      { length: k },
      (__, j) => roundToBfloat16(a[row * k + j]) * roundToBfloat16(b[j * n + column]),
    );
    return terms.reduce((total, term) => total + term, 0);
  });
}

/** Transposes a matrix into [rows, columns]. */
function transpose(a: readonly number[], rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => a[(i % columns) * rows + Math.floor(i / columns)]);
}

/** Expects bfloat16 numbers within a unit of their last place, as sums of products may be rounded in between. */
function expectRounded(values: readonly number[], expected: readonly number[]): void {
  expect(values.map(roundToBfloat16)).toEqual(values);
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(2 ** -7 * Math.abs(expected[i]) + 1e-6);
  });
}

test('products have the operands, and their gradients, rounded to bfloat16', () => {
  const graph = new Graph({ precision: 'bfloat16' });
  const inputs = [left, right, slopes];
  const tensors = placeholders(graph, inputs);
  const [a, b, weights] = tensors;
  const y = matmul(a, b);
  const [da, db] = computeGradients(sum(mul(y, weights), [0, 1]), [a, b]) as Tensor[];
  expect([y, da, db].map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32']);
  graph.signature('run', named(tensors), { y, da, db });
  const results = withSession(graph, (session) => plain(session.run('run', feeds(inputs))));
  const [x, w, dy] = inputs.map(({ values }) => values.map(Number));
  expectRounded(results.y, multiply(x, w, [3, 5, 4]));
  expectRounded(results.da, multiply(dy, transpose(w, 4, 5), [3, 4, 5]));
  expectRounded(results.db, multiply(transpose(x, 5, 3), dy, [5, 3, 4]));
});

test('a tensor is rounded once, however many products it is in', () => {
  const graph = new Graph({ precision: 'bfloat16' });
  const square = graph.placeholder('square', [4, 4], 'float32');
  let x = graph.placeholder('x', [2, 4], 'float32');
  for (let step = 0; step < 3; step++) x = matmul(x, square);
  const casts = graph.nodes.filter(({ op, inputs }) => op === 'Cast' && inputs[0] === square);
  expect(casts).toHaveLength(1);
});

test('a graph of precision float32 has no such numbers', () => {
  const graph = new Graph();
  matmul(graph.placeholder('a', [2, 3], 'float32'), graph.placeholder('b', [3, 2], 'float32'));
  expect(graph.nodes.filter(({ outputs }) => outputs.some(({ dtype }) => dtype === 'bfloat16'))).toEqual([]);
});
