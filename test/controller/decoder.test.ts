import { Decoder } from '../../controller/decoder';
import { VariableStore } from '../../controller/parameters';
import { Graph } from '../../src/graph/graph';
import { groupNodes } from '../../src/graph/group';
import { cast } from '../../src/graph/ops';
import type { Session } from '../../src/graph/session';
import { createRandomStream } from '../../src/random';
import { staircase } from '../support/controller/fixture';
import { plain, withSession } from '../support/graph/compiled';

const [BATCH, HIDDEN] = [3, 6];
const { length: LENGTH, vocabulary: VOCABULARY } = staircase;

/** Builds an untrained decoder, with a random embedding to decode. */
function withDecoder(use: (session: Session, embedding: Float32Array) => void): void {
  const graph = new Graph();
  const seed = graph.placeholder('seed', [], 'int32', 'cpu');
  const embedding = graph.placeholder('embedding', [BATCH, LENGTH, HIDDEN], 'float32');
  const tokens = graph.placeholder('tokens', [BATCH, LENGTH], 'int32', 'cpu');
  const parameters = new VariableStore(graph, seed);
  const decoder = new Decoder(graph, staircase, parameters, { embeddingSize: 4, hiddenSize: HIDDEN });
  graph.signature('init', { seed }, { done: groupNodes(graph, parameters.initializers) });
  graph.signature(
    'logits',
    { embedding, tokens },
    { logits: decoder.computeLogits(embedding, cast(tokens, 'int64')) },
  );
  graph.signature('greedy', { embedding }, { tokens: decoder.decodeGreedily(embedding) });
  const random = createRandomStream(9, 'decoder');
  const states = Float32Array.from({ length: BATCH * LENGTH * HIDDEN }, () => 4 * random() - 2);
  withSession(graph, (session) => {
    session.run('init', { seed: Int32Array.of(3) });
    use(session, states);
  });
}

/** Splits logits into a row for each position of each example. */
function rows(logits: readonly number[]): number[][] {
  return Array.from({ length: BATCH * LENGTH }, (_, i) => logits.slice(i * VOCABULARY, (i + 1) * VOCABULARY));
}

describe('Decoder', () => {
  test('decodes greedily the most likely tokens of its teacher-forced logits', () => {
    withDecoder((session, embedding) => {
      const { tokens } = plain(session.run('greedy', { embedding }));
      const { logits } = plain(session.run('logits', { embedding, tokens: Int32Array.from(tokens) }));
      expect(rows(logits).map((row) => row.indexOf(Math.max(...row)))).toEqual(tokens);
      // The decoded examples differ: the result depends on the embedding.
      const texts = [0, 1, 2].map((i) => tokens.slice(i * LENGTH, (i + 1) * LENGTH).join());
      expect(new Set(texts).size).toBeGreaterThan(1);
    });
  });

  test('computes logits from the preceding tokens only', () => {
    withDecoder((session, embedding) => {
      const tokens = [0, 1, 3, 0, 2, 3, 4, 1].concat([1, 2, 3, 4, 0, 1, 2, 3], [2, 4, 1, 3, 0, 2, 4, 1]);
      const before = rows(
        plain(session.run('logits', { embedding, tokens: Int32Array.from(tokens) })).logits,
      );
      const changedAt = 4;
      const changed = tokens.map((token, i) => (i === changedAt ? (token + 1) % VOCABULARY : token));
      const after = rows(
        plain(session.run('logits', { embedding, tokens: Int32Array.from(changed) })).logits,
      );
      const different = before.flatMap((row, i) => (String(row) === String(after[i]) ? [] : [i]));
      // Only the later positions of the first example.
      expect(different).toEqual([5, 6, 7]);
    });
  });

  test('decodes each example from its own embedding', () => {
    withDecoder((session, embedding) => {
      const other = embedding.map((value, i) => (i < LENGTH * HIDDEN ? -value : value));
      const tokens = Int32Array.from({ length: BATCH * LENGTH }, (_, i) => i % VOCABULARY);
      const before = rows(plain(session.run('logits', { embedding, tokens })).logits);
      const after = rows(plain(session.run('logits', { embedding: other, tokens })).logits);
      before.forEach((row, i) => expect(String(row) === String(after[i])).toBe(i >= LENGTH));
    });
  });
});
