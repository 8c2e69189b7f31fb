import { encodeTokens } from '../../controller/encoder';
import { VariableStore } from '../../controller/parameters';
import { createPredictorNetwork } from '../../controller/predictor';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import { loadTensorFlow } from '../../src/native/load';
import { createRandomStream } from '../../src/random';
import { compute, expectClose, floats, integers, plain, withSession } from '../support/graph/compiled';

const [BATCH, LENGTH, VOCABULARY, HIDDEN] = [2, 4, 3, 5];

function uniform(name: string, count: number): number[] {
  const random = createRandomStream(2, name);
  return Array.from({ length: count }, () => Math.fround(2 * random() - 1));
}

describe('encodeTokens', () => {
  test('returns the states of an LSTM over the tokens, each of unit length', () => {
    const tf = loadTensorFlow();
    const tokens = [0, 2, 1, 1, 2, 2, 0, 1];
    const input = uniform('input', VOCABULARY * 4 * HIDDEN);
    const recurrent = uniform('recurrent', HIDDEN * 4 * HIDDEN);
    const { embedding } = compute(
      [
        integers([BATCH, LENGTH], tokens),
        floats([VOCABULARY, 4 * HIDDEN], input),
        floats([HIDDEN, 4 * HIDDEN], recurrent),
      ],
      ([ids, x, h]) => ({ embedding: encodeTokens(ids, { input: x, recurrent: h }) }),
    );
    const expected = tf.tidy(() => {
      const kernel = tf.tensor2d([...input, ...recurrent], [VOCABULARY + HIDDEN, 4 * HIDDEN]);
      const bias = tf.zeros([4 * HIDDEN]);
      let [cell, state] = [tf.zeros([BATCH, HIDDEN]), tf.zeros([BATCH, HIDDEN])] as ReturnType<
        typeof tf.tensor2d
      >[];
      const states = Array.from({ length: LENGTH }, (_, t) => {
        const now = tf.tensor1d([tokens[t], tokens[LENGTH + t]], 'int32');
        const x = tf.oneHot(now, VOCABULARY).toFloat() as ReturnType<typeof tf.tensor2d>;
        [cell, state] = tf.basicLSTMCell(
          tf.scalar(0),
          kernel,
          bias as ReturnType<typeof tf.tensor1d>,
          x,
          cell,
          state,
        );
        return tf.div(state, tf.norm(state, 'euclidean', 1, true));
      });
      return Array.from(tf.stack(states, 1).dataSync());
    });
    expectClose(embedding, expected, 1e-5);
    for (let i = 0; i < BATCH * LENGTH; i++) {
      expect(Math.hypot(...embedding.slice(i * HIDDEN, (i + 1) * HIDDEN))).toBeCloseTo(1, 5);
    }
  });
});

describe('createPredictorNetwork', () => {
  test.each([[[]], [[3]], [[4, 2]]])(
    'with ReLU layers %j is a feed-forward network on the mean state',
    (layers) => {
      const graph = new Graph();
      const seed = graph.placeholder('seed', [], 'int32', 'cpu');
      const embedding = graph.placeholder('embedding', [BATCH, LENGTH, HIDDEN], 'float32');
      const parameters = new VariableStore(graph, seed);
      const predictions = createPredictorNetwork(parameters, HIDDEN, layers)(embedding);
      graph.signature('init', { seed }, { done: groupNodes(graph, parameters.initializers) });
      const weightValues = Object.fromEntries(
        parameters.trainables.map(({ variable, value }) => [variable.name, value]),
      );
      graph.signature('run', { embedding }, { predictions, ...weightValues });
      const states = uniform('states', BATCH * LENGTH * HIDDEN);
      const values = withSession(graph, (session) => {
        session.run('init', { seed: Int32Array.of(4) });
        return plain(session.run('run', { embedding: Float32Array.from(states) }));
      });
      const expected = Array.from({ length: BATCH }, (_, example) => {
        const at = (t: number, i: number) => states[(example * LENGTH + t) * HIDDEN + i];
        let x = Array.from({ length: HIDDEN }, (__, i) =>
          [0, 1, 2, 3].reduce((sum, t) => sum + at(t, i) / LENGTH, 0),
        );
        [...layers, 1].forEach((outputs, layer) => {
          const weights = values[`predictor/${layer}/weights`];
          const bias = values[`predictor/${layer}/bias`];
          x = Array.from({ length: outputs }, (__, j) => {
            const y = x.reduce((sum, value, i) => sum + value * weights[i * outputs + j], bias[j]);
            return layer < layers.length ? Math.max(0, y) : y;
          });
        });
        return x[0];
      });
      expectClose(values.predictions, expected, 1e-5);
    },
  );
});
