import { createRandomStream } from '../../../src/random';
import { renderSvg } from '../../../src/space/dot';
import { drawRnnCell } from '../../../src/space/rnn/draw';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { expectDisjoint, findArrows, findBoxes } from '../../support/space/drawing';

test('drawRnnCell draws the input of each node, and the loose ends into the average', () => {
  const [{ title, dot }] = drawRnnCell([0, 0, 1, 0, 2, 1, 3]);
  expect(title).toBe('Recurrent cell');
  expect(findArrows(dot)).toEqual([
    'word -> node0',
    'last -> node0',
    'node0 -> node1',
    'node0 -> node2',
    'node1 -> node3',
    'node2 -> average [color="#999999"]',
    'node3 -> average [color="#999999"]',
    'average -> state',
  ]);
});

test('renderSvg renders a recurrent cell with every label', async () => {
  const [{ dot }] = drawRnnCell([0, 0, 1, 1, 2, 2, 3]);
  const svg = await renderSvg(dot);
  const labels = [
    'word x[t]',
    'last state h[t−1]',
    'tanh',
    'relu',
    'sigmoid',
    'identity',
    'node 3',
    'average',
  ];
  for (const label of [...labels, 'state h[t]']) expect(svg).toContain(`>${label}</text>`);
});

test.each([1, 5, 12])('drawRnnCell draws boxes of %i nodes that do not overlap', async (nodes) => {
  const space = createRnnSpace(nodes);
  for (let i = 0; i < 3; i++) {
    const [{ dot }] = space.draw(space.sample(createRandomStream(i, 'draw')));
    const drawn = findBoxes(await renderSvg(dot));
    expect(drawn).toHaveLength(nodes + 4);
    expectDisjoint(drawn);
  }
});
