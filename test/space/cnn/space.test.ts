import fc from 'fast-check';
import { InputError } from '../../../src/errors';
import { createRandomStream } from '../../../src/random';
import { createCnnSpace } from '../../../src/space/cnn/space';
import { testSpace } from '../../conformance/space';
import { ENAS_MICRO, NAONET_WS } from '../../support/space/published-cells';

for (const nodes of [1, 2, 5, 12]) testSpace(`the CNN space of ${nodes} nodes`, () => createCnnSpace(nodes));

const five = createCnnSpace(5);

/** Replaces the integer at a 1-based position of NAONet-WS. */
function altered(position: number, word: string): string {
  return NAONET_WS.split(' ')
    .with(position - 1, word)
    .join(' ');
}

test('createCnnSpace has 40 integers and 11 tokens at B = 5: tokens 0 to 5 are inputs, 6 to 10 ops', () => {
  expect(five.length).toBe(40);
  expect(five.vocabulary).toBe(11);
  expect(five.validTokens(0, undefined)).toEqual([0, 1]);
  expect(five.validTokens(1, 0)).toEqual([6, 7, 8, 9, 10]);
  expect(five.validTokens(4, 6)).toEqual([0, 1, 2]);
  expect(five.validTokens(18, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(five.validTokens(20, 6)).toEqual([0, 1]);
  expect(five.toTokens(five.parse(NAONET_WS)).slice(0, 6)).toEqual([0, 7, 0, 10, 2, 8]);
});

test('createCnnSpace has the size of NAO: 5 ops and i + 1 inputs per branch of node i', () => {
  const cell = [2n, 3n, 4n, 5n, 6n].reduce((product, inputs) => product * (inputs * 5n) ** 2n, 1n);
  expect(five.size).toBe(cell * cell);
  expect(createCnnSpace(1).size).toBe(10_000n);
});

test.each([
  ['NAONet-WS', NAONET_WS],
  ['ENAS micro', ENAS_MICRO],
])('parse and format round-trip %s', (_, text) => {
  expect(five.format(five.parse(text))).toBe(text);
});

test('parse accepts any white space between the integers', () => {
  expect(five.parse(`  ${NAONET_WS.replaceAll(' ', '\t ')}\n`)).toEqual(five.parse(NAONET_WS));
});

const FORM =
  "cells of 5 nodes have 40 integers: give 'input op' for both branches of each node, normal cell first";

test.each([
  ['a later input', altered(7, '5'), 'position 7: input 5, but node 3 of the normal cell may read 0 to 2'],
  [
    'a node reading itself',
    altered(1, '2'),
    'position 1: input 2, but node 2 of the normal cell may read 0 to 1',
  ],
  [
    'an input of the reduction cell',
    altered(39, '6'),
    'position 39: input 6, but node 6 of the reduction cell may read 0 to 5',
  ],
  [
    'a negative input',
    altered(21, '-1'),
    'position 21: input -1, but node 2 of the reduction cell may read 0 to 1',
  ],
  ['a fraction', altered(3, '0.5'), 'position 3: input 0.5, but node 2 of the normal cell may read 0 to 1'],
  ['an exponent', altered(3, '1e0'), 'position 3: input 1e0, but node 2 of the normal cell may read 0 to 1'],
  [
    'an unknown op',
    altered(40, '5'),
    'position 40: op 5, but the ops of node 6 of the reduction cell are 0 (sep3), 1 (sep5), 2 (avg3), 3 (max3), 4 (identity)',
  ],
  [
    'a word',
    altered(2, 'sep3'),
    'position 2: op sep3, but the ops of node 2 of the normal cell are 0 (sep3), 1 (sep5), 2 (avg3), 3 (max3), 4 (identity)',
  ],
  ['one integer too few', NAONET_WS.slice(0, -2), `the architecture has 39 words, but ${FORM}`],
  [
    'cells of another size',
    '0 0 1 0 0 0 1 0',
    `the architecture has 8 words, but ${FORM}, or set space.nodes to 1`,
  ],
  ['commas', NAONET_WS.replaceAll(' ', ','), `the architecture has 1 word, but ${FORM}`],
  ['an empty text', ' ', `the architecture is empty, but ${FORM}`],
])('parse rejects %s', (_, text, message) => {
  expect(() => five.parse(text)).toThrow(new InputError(message));
});

test('parse accepts only texts that round-trip', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.string({ maxLength: 4 }), (position, word) => {
      let text: string;
      try {
        text = five.format(five.parse(altered(position, word)));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return;
      }
      expect(five.format(five.parse(text))).toBe(text);
    }),
  );
});

test.each([0, 13, 2.5, NaN, -1])('createCnnSpace rejects %p nodes', (nodes) => {
  expect(() => createCnnSpace(nodes)).toThrow(
    new InputError(`space.nodes is ${nodes}, but a cell has 1 to 12 nodes: choose one of these`),
  );
});

test('fromTokens and validTokens reject invalid tokens and positions', () => {
  const tokens = five.toTokens(five.parse(NAONET_WS));
  expect(() => five.fromTokens(tokens.with(0, 6))).toThrow(RangeError);
  expect(() => five.fromTokens(tokens.with(1, 2))).toThrow(RangeError);
  expect(() => five.fromTokens(tokens.slice(1))).toThrow(RangeError);
  expect(() => five.validTokens(40, 0)).toThrow(RangeError);
});

test('sample draws each position uniformly', () => {
  const random = createRandomStream(11, 'uniform');
  const draws = 6000;
  const samples = Array.from({ length: draws }, () => five.toTokens(five.sample(random)));
  for (let position = 0; position < five.length; position++) {
    const valid = five.validTokens(position, undefined);
    const expected = draws / valid.length;
    const chiSquare = valid
      .map((token) => samples.filter((sample) => sample[position] === token).length)
      .reduce((sum, hits) => sum + (hits - expected) ** 2 / expected, 0);
    // Exceeded once in 10,000 by 5 degrees of freedom, the most there are.
    expect(chiSquare).toBeLessThan(25.7);
  }
});

test('canonical distinguishes normal and reduction cell', () => {
  const normalFirst = five.parse(NAONET_WS);
  const reductionFirst = [...normalFirst.slice(20), ...normalFirst.slice(0, 20)];
  expect(five.canonical(reductionFirst)).not.toBe(five.canonical(normalFirst));
});

test('canonical returns an architecture that is its own canonical form', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const key = five.canonical(five.sample(createRandomStream(seed, 'canonical')));
      expect(five.canonical(five.parse(key))).toBe(key);
    }),
  );
});
