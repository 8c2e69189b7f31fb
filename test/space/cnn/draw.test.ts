import { createRandomStream } from '../../../src/random';
import { toCnnCells } from '../../../src/space/cnn/cells';
import { drawCnnCells } from '../../../src/space/cnn/draw';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { renderSvg } from '../../../src/space/dot';
import { expectDisjoint, findArrows, findBoxes } from '../../support/space/drawing';
import { NAONET_WS } from '../../support/space/published-cells';

test('drawCnnCells draws every branch, and every loose end into the output', () => {
  const [normal, reduction] = drawCnnCells(toCnnCells([0, 0, 0, 1, 0, 0, 2, 3, 0, 4, 1, 2, 0, 0, 2, 0]));
  expect(normal.title).toBe('Normal cell');
  expect(findArrows(normal.dot)).toEqual([
    'state0 -> state2:branch0:n',
    'state0 -> state2:branch1:n',
    'state0 -> state3:branch0:n',
    'state2 -> state3:branch1:n',
    'state1 -> output [color="#999999"]',
    'state3 -> output [color="#999999"]',
  ]);
  expect(reduction.title).toBe('Reduction cell');
  expect(reduction.dot).toContain('stride 2');
  expect(normal.dot).not.toContain('stride 2');
});

test('renderSvg renders NAONet-WS with every label', async () => {
  const [normal] = drawCnnCells(toCnnCells(createCnnSpace(5).parse(NAONET_WS)));
  const svg = await renderSvg(normal.dot);
  expect(svg).toContain('<svg');
  for (const label of ['input 0 (cell i−2)', 'input 1 (cell i−1)', 'node 2', 'node 6', 'output', 'sep 5×5']) {
    expect(svg).toContain(`>${label}</text>`);
  }
  // Ten branches and four loose ends; the invisible edge is not drawn.
  expect(svg.match(/<g id="edge\d+" class="edge">/g)).toHaveLength(14);
});

test('drawCnnCells draws boxes that do not overlap', async () => {
  for (const nodes of [1, 5, 12]) {
    const space = createCnnSpace(nodes);
    for (const { dot } of space.draw(space.sample(createRandomStream(nodes, 'draw')))) {
      const svg = await renderSvg(dot);
      const drawn = findBoxes(svg);
      expect(drawn).toHaveLength(nodes + 3);
      expectDisjoint(drawn);
    }
  }
});

test('renderSvg renders the same bytes for the same architecture', async () => {
  const draw = async (): Promise<string[]> =>
    Promise.all(
      drawCnnCells(toCnnCells(createCnnSpace(5).parse(NAONET_WS))).map(({ dot }) => renderSvg(dot)),
    );
  expect(await draw()).toEqual(await draw());
});

test('renderSvg throws with the reason if Graphviz rejects a document', async () => {
  await expect(renderSvg('digraph {')).rejects.toThrow(/^Graphviz cannot draw the document: syntax error/);
});
