import { toRnnCell } from '../../../src/space/rnn/cells';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { NAO_WS_RNN } from '../../support/space/published-cells';

test('toRnnCell builds a cell of one node, which is its only loose end', () => {
  expect(toRnnCell([3])).toEqual({
    nodes: [{ previous: undefined, activation: 'identity' }],
    looseEnds: [0],
  });
});

test('toRnnCell builds NAO-WS', () => {
  const { nodes, looseEnds } = toRnnCell(createRnnSpace(12).parse(NAO_WS_RNN));
  expect(nodes.map(({ previous }) => previous)).toEqual([undefined, 0, 1, 2, 1, 4, 4, 4, 7, 8, 1, 4]);
  const activations = 'tanh relu relu sigmoid sigmoid relu relu relu relu sigmoid tanh relu';
  expect(nodes.map(({ activation }) => activation).join(' ')).toBe(activations);
  expect(looseEnds).toEqual([3, 5, 6, 9, 10, 11]);
});
