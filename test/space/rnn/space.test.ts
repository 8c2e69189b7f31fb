import { InputError } from '../../../src/errors';
import { createRnnSpace } from '../../../src/space/rnn/space';
import { testSpace } from '../../conformance/space';
import { NAO_RNN, NAO_WS_RNN } from '../../support/space/published-cells';

for (const nodes of [1, 2, 3, 4, 12])
  testSpace(`the RNN space of ${nodes} nodes`, () => createRnnSpace(nodes));

const twelve = createRnnSpace(12);
const full = `0 ${NAO_WS_RNN}`;

/** Replaces the integer at a 1-based position of the full text of NAO-WS. */
function altered(position: number, word: string): string {
  return full
    .split(' ')
    .with(position - 1, word)
    .join(' ');
}

test('createRnnSpace has 23 integers and 15 tokens at B = 12: tokens 0 to 10 are nodes, 11 to 14 activations', () => {
  expect(twelve.length).toBe(23);
  expect(twelve.vocabulary).toBe(15);
  expect(twelve.validTokens(0, undefined)).toEqual([11, 12, 13, 14]);
  expect(twelve.validTokens(1, 11)).toEqual([0]);
  expect(twelve.validTokens(2, 0)).toEqual([11, 12, 13, 14]);
  expect(twelve.validTokens(21, 11)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(twelve.toTokens(twelve.parse(full)).slice(0, 5)).toEqual([11, 0, 12, 1, 12]);
});

test('createRnnSpace has the size of NAO: 4 activations per node, i inputs of node i', () => {
  // 11! * 4^12
  expect(twelve.size).toBe(39916800n * 16777216n);
});

test.each([
  ['NAO', NAO_RNN],
  ['NAO-WS', NAO_WS_RNN],
])('parse completes the published text of %s with node 0 = tanh', (_, text) => {
  expect(twelve.format(twelve.parse(text))).toBe(`0 ${text}`);
  expect(twelve.parse(text)).toEqual(twelve.parse(`0 ${text}`));
});

const FORM =
  "a cell of 12 nodes has 23 integers: give the activation of node 0, then 'previous activation' " +
  'for each later node (22 integers if node 0 is tanh)';

test.each([
  ['a later node', altered(4, '2'), 'position 4: previous node 2, but node 2 may read nodes 0 to 1'],
  ['a node reading itself', altered(2, '1'), 'position 2: previous node 1, but node 1 may read only node 0'],
  ['the last node', altered(22, '11'), 'position 22: previous node 11, but node 11 may read nodes 0 to 10'],
  [
    'an unknown activation',
    altered(23, '4'),
    'position 23: activation 4, but those of node 11 are 0 (tanh), 1 (relu), 2 (sigmoid), 3 (identity)',
  ],
  [
    'a word',
    altered(1, 'relu'),
    'position 1: activation relu, but those of node 0 are 0 (tanh), 1 (relu), 2 (sigmoid), 3 (identity)',
  ],
  [
    'an invalid node of a text without node 0, at its position in that text',
    NAO_WS_RNN.replace(/^0/, '1'),
    'position 1: previous node 1, but node 1 may read only node 0',
  ],
  ['a negative node', altered(4, '-1'), 'position 4: previous node -1, but node 2 may read nodes 0 to 1'],
  ['a fraction', altered(4, '0.5'), 'position 4: previous node 0.5, but node 2 may read nodes 0 to 1'],
  ['one integer too many', `${full} 0`, `the architecture has 24 words, but ${FORM}`],
  ['a smaller cell', '0 0 1 1 1', `the architecture has 5 words, but ${FORM}, or set space.nodes to 3`],
  [
    'a smaller cell without node 0',
    '0 1 1 1',
    `the architecture has 4 words, but ${FORM}, or set space.nodes to 3`,
  ],
  ['commas', full.replaceAll(' ', ','), `the architecture has 1 word, but ${FORM}, or set space.nodes to 1`],
  ['an empty text', ' ', `the architecture is empty, but ${FORM}`],
])('parse rejects %s', (_, text, message) => {
  expect(() => twelve.parse(text)).toThrow(new InputError(message));
});

test('parse requires the activation of a single node', () => {
  const one = createRnnSpace(1);
  expect(one.parse('3')).toEqual([3]);
  expect(() => one.parse('')).toThrow(
    new InputError('the architecture is empty, but a cell of 1 node has 1 integer: give its activation'),
  );
});

test.each([0, 13, 2.5])('createRnnSpace rejects %p nodes', (nodes) => {
  expect(() => createRnnSpace(nodes)).toThrow(InputError);
  expect(() => createRnnSpace(nodes)).toThrow(`space.nodes is ${nodes}`);
});

test('fromTokens rejects invalid tokens', () => {
  const tokens = twelve.toTokens(twelve.parse(full));
  expect(() => twelve.fromTokens(tokens.with(0, 0))).toThrow(RangeError);
  expect(() => twelve.fromTokens(tokens.with(1, 11))).toThrow(RangeError);
  expect(() => twelve.fromTokens(tokens.slice(1))).toThrow(RangeError);
});
