import type { Branch } from '../../src/space/cnn/cells';
import { computeNetworkCost, PAPER_NETWORK } from '../../src/space/cnn/counts';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { createNaonetSpace, PUBLISHED_ARCHITECTURES } from '../../src/space/published';
import { findText } from '../support/space/published-cells';

const naonet = createNaonetSpace(5);
const cells = naonet.cells(naonet.parse(findText('NAONet')));

test('NAONet has the nodes of the released cell', () => {
  // In the published numbering, 1 and 2 are the inputs.
  expect(formatNodes(cells.normal.nodes)).toEqual([
    '3: 1 conv3 + 2 avg5',
    '4: 3 conv1x3 + 2 conv3',
    '5: 1 conv1 + 2 conv3',
    '6: 1 conv1x3 + 5 conv3',
    '7: 2 identity + 1 conv3',
  ]);
  expect(formatNodes(cells.reduction.nodes)).toEqual([
    '3: 1 conv3 + 2 avg2',
    '4: 1 conv1 + 1 avg3',
    '5: 2 conv1x7 + 1 max2',
    '6: 1 avg3 + 3 conv1',
    '7: 2 max3 + 1 conv3',
  ]);
});

function formatNodes(nodes: readonly { branches: readonly [Branch, Branch] }[]): string[] {
  return nodes.map(({ branches }, i) => {
    return `${i + 3}: ${branches.map(({ input, op }) => `${input + 1} ${op}`).join(' + ')}`;
  });
}

test('every published text is in its text form and has a source with a year', () => {
  for (const { name, space, text, source } of PUBLISHED_ARCHITECTURES) {
    const parsed = parseInAnySpace(text);
    expect({ name, space: parsed.space.name }).toEqual({ name, space });
    expect(parsed.space.format(parsed.architecture)).toBe(text);
    expect(source).toMatch(/\d{4}/);
  }
});

test('NAONet has about the 10.6 million parameters that NAO reports', () => {
  const { parameters } = computeNetworkCost(cells, PAPER_NETWORK);
  expect(Math.abs(parameters / 10.6e6 - 1)).toBeLessThan(0.1);
});
