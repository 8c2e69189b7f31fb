import { toRnnCell } from '../../../src/space/rnn/cells';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { NAO_WS_RNN } from '../../support/space/published-cells';

test('a single node reads no other and is averaged alone', () => {
  expect(toRnnCell([3])).toEqual({
    nodes: [{ previous: undefined, activation: 'identity' }],
    looseEnds: [0],
  });
});

test('reads NAO-WS as drawn by hand', () => {
  const { nodes, looseEnds: loose } = toRnnCell(createRnnSpace(12).parse(NAO_WS_RNN));
  expect(nodes.map(({ previous }) => previous)).toEqual([undefined, 0, 1, 2, 1, 4, 4, 4, 7, 8, 1, 4]);
  const activations = 'tanh relu relu sigmoid sigmoid relu relu relu relu sigmoid tanh relu';
  expect(nodes.map(({ activation }) => activation).join(' ')).toBe(activations);
  expect(loose).toEqual([3, 5, 6, 9, 10, 11]);
});
