import type { Branch } from '../../src/space/cnn/cells';
import { computeNetworkCost, PAPER_NETWORK } from '../../src/space/cnn/counts';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { createNaonetSpace, PUBLISHED_ARCHITECTURES } from '../../src/space/published';

const naonet = createNaonetSpace(5);
const cells = naonet.cells(naonet.parse(textOf('NAONet')));

test('NAONet is, node by node, the cell that its authors released', () => {
  // As published: nodes from 3 on, 1 and 2 are the inputs.
  expect(written(cells.normal.nodes)).toEqual([
    '3: 1 conv3 + 2 avg5',
    '4: 3 conv1x3 + 2 conv3',
    '5: 1 conv1 + 2 conv3',
    '6: 1 conv1x3 + 5 conv3',
    '7: 2 identity + 1 conv3',
  ]);
  expect(written(cells.reduction.nodes)).toEqual([
    '3: 1 conv3 + 2 avg2',
    '4: 1 conv1 + 1 avg3',
    '5: 2 conv1x7 + 1 max2',
    '6: 1 avg3 + 3 conv1',
    '7: 2 max3 + 1 conv3',
  ]);
});

function written(nodes: readonly { branches: readonly [Branch, Branch] }[]): string[] {
  return nodes.map(({ branches }, i) => {
    return `${i + 3}: ${branches.map(({ input, op }) => `${input + 1} ${op}`).join(' + ')}`;
  });
}

test('every text is canonical in its spelling and says where it comes from', () => {
  for (const { name, space, text, source } of PUBLISHED_ARCHITECTURES) {
    const given = parseInAnySpace(text);
    expect({ name, space: given.space.name }).toEqual({ name, space });
    expect(given.space.format(given.architecture)).toBe(text);
    expect(source).toMatch(/\d{4}/);
  }
});

test('NAONet has about the 10.6 million parameters that the paper gives it', () => {
  const { parameters } = computeNetworkCost(cells, PAPER_NETWORK);
  expect(Math.abs(parameters / 10.6e6 - 1)).toBeLessThan(0.1);
});

function textOf(name: string): string {
  const found = PUBLISHED_ARCHITECTURES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no published cell ${name}`);
  return found.text;
}
