import { Graph } from '../../../../src/graph/graph';
import { batchNorm, unstack } from '../../../../src/graph/ops';
import { countElements, type Tensor } from '../../../../src/graph/tensor';
import { type ParameterSpec } from '../../../../src/layers/parameters/spec';
import { loadTensorFlow } from '../../../../src/native/load';
import { toCnnCells } from '../../../../src/space/cnn/cells';
import type { Architecture } from '../../../../src/space/space';
import { buildCnnSupernetCell } from '../../../../supernet/cnn/nao-cells/cell';
import { expectClose, plain, withSession } from '../../../support/graph/compiled';

/* Drop-path in one cell of one node. Its output is the batch norm of relu(node) by the unit matrix. */

const SHAPE = [3, 4, 4, 2] as const;
const LENGTH = countElements(SHAPE);
const [before, last] = [1, 2].map((k) =>
  Float32Array.from({ length: LENGTH }, (_, i) => Math.sin(k + i * k)),
);

function output(architecture: Architecture, masks: readonly number[]): number[] {
  const graph = new Graph();
  const cells = toCnnCells(architecture);
  const inputs = [0, 1].map((i) => graph.placeholder(`input${i}`, SHAPE, 'float32'));
  const fed = graph.placeholder('masks', [2, SHAPE[0], 1, 1, 1], 'float32');
  const choices = new Map<string, Tensor[]>();
  const bits: number[] = [];
  const builder = {
    choice(name: string, cases: number, pick: (of: typeof cells) => number) {
      const is =
        choices.get(name) ??
        Array.from({ length: cases }, (_, i) => {
          bits.push(pick(cells) === i ? 1 : 0);
          return graph.placeholder(`${name}/${i}`, [], 'bool', 'cpu');
        });
      choices.set(name, is);
      return { name, cases: is };
    },
    // The norm of the output.
    getWeights: (_: string, specs: readonly ParameterSpec[]) =>
      specs.map(({ shape, mean }) => graph.constant([mean], shape)),
    // The filter of the output, or an unused separable convolution.
    selectWeights: (_: string, __: number, specs: readonly ParameterSpec[]) =>
      specs.length === 1
        ? [graph.constant([1, 0, 0, 1], specs[0].shape)]
        : specs.map(({ shape }) => graph.constant([0], shape)),
  };
  const spec = {
    name: 'cell',
    kind: 'normal',
    nodes: 1,
    channels: SHAPE[3],
    dropPathMasks: unstack(fed),
  } as const;
  const y = buildCnnSupernetCell({ builder, norm: batchNorm }, spec, inputs[0], inputs[1]);
  const placeholders = Object.fromEntries([...choices.values()].flat().map((bit, i) => [`bit${i}`, bit]));
  graph.signature('run', { before: inputs[0], last: inputs[1], masks: fed, ...placeholders }, { y });
  return withSession(graph, (session) => {
    const fedBits = Object.fromEntries(bits.map((bit, i) => [`bit${i}`, Uint8Array.of(bit)]));
    return plain(session.run('run', { before, last, masks: Float32Array.from(masks), ...fedBits })).y;
  });
}

/** Returns the batch norm of the positive part. */
function normed(node: (x: number, y: number, image: number) => number, pooled: Float32Array): number[] {
  const perImage = LENGTH / SHAPE[0];
  const values = Array.from(before, (x, i) => Math.max(0, node(x, pooled[i], Math.floor(i / perImage))));
  const channels = [0, 1].map((channel) => values.filter((_, i) => i % 2 === channel));
  const moments = channels.map((of) => {
    const mean = of.reduce((sum, each) => sum + each, 0) / of.length;
    return { mean, variance: of.reduce((sum, each) => sum + (each - mean) ** 2, 0) / of.length };
  });
  return values.map((x, i) => (x - moments[i % 2].mean) / Math.sqrt(moments[i % 2].variance + 1e-5));
}

const OTHER_CELL = [0, 4, 1, 4];

test('drop-path never drops the identity', () => {
  const architecture = [0, 4, 1, 4, ...OTHER_CELL];
  const wanted = normed((x, y) => x + y, last);
  for (const masks of [
    [0, 0, 0, 0, 0, 0],
    [2, 0, 1, 0, 3, 5],
  ]) {
    expectClose(output(architecture, masks), wanted, 1e-4);
  }
});

test.each([
  ['average', 2],
  ['maximum', 3],
])('drop-path multiplies %s pooling by its own mask for each image', (_, op) => {
  const masks = [9, 9, 9, 0, 1.25, 3];
  const pooled = loadTensorFlow().tidy(() => {
    const tf = loadTensorFlow();
    const x = tf.tensor4d(Array.from(last), [...SHAPE]);
    return Float32Array.from(
      (op === 2 ? tf.avgPool(x, 3, 1, 'same') : tf.maxPool(x, 3, 1, 'same')).dataSync(),
    );
  });
  const wanted = normed((x, y, image) => x + masks[3 + image] * y, pooled);
  expectClose(output([0, 4, 1, op, ...OTHER_CELL], masks), wanted, 1e-4);
});

test('drop-path multiplies separable convolutions by their mask', () => {
  // Filters of zero leave only the identity; a mask of NaN proves the multiplication.
  const architecture = [0, 4, 1, 0, ...OTHER_CELL];
  expectClose(
    output(architecture, [0, 0, 0, 1, 1, 1]),
    normed((x) => x, last),
    1e-4,
  );
  expect(output(architecture, [0, 0, 0, NaN, 1, 1]).some(Number.isNaN)).toBe(true);
});
