import fc from 'fast-check';
import { describeUnknownWords, encodeText } from '../../../src/data/text/vocabulary';
import { InputError } from '../../../src/errors';

const lines = (text: string): string[][] => text.split('/').map((line) => line.split(' ').filter(Boolean));
const encode = (train: string, valid: string, test: string, words = 0) =>
  encodeText('sample', { train: lines(train), valid: lines(valid), test: lines(test) }, words);

test('encodeText sorts the training words by frequency, then by code point', () => {
  // b and <eos> 3 times, a 2, the others once; <unk> never.
  const { vocabulary, train, valid, test, unknown } = encode(
    'b a b/a b Z/\uff61 \u{1f40b}',
    'a new b',
    '<unk> a',
  );
  expect(vocabulary).toEqual(['<eos>', 'b', 'a', 'Z', '\uff61', '\u{1f40b}', '<unk>']);
  expect([...train]).toEqual([1, 2, 1, 0, 2, 1, 3, 0, 4, 5, 0]);
  expect([...valid]).toEqual([2, 6, 1, 0]);
  expect([...test]).toEqual([6, 2, 0]);
  expect(unknown).toEqual({ train: 0, valid: 1, test: 0 });
});

test('encodeText keeps the most frequent words and replaces the others by <unk>', () => {
  const { vocabulary, train, valid, unknown } = encode('a a a c b d b/', 'd a e', '', 4);
  // Two words are kept of a (3 times), b (2), c and d (1). <unk> replaces c and d, so it occurs twice like <eos> and b.
  expect(vocabulary).toEqual(['a', '<eos>', '<unk>', 'b']);
  expect([...train]).toEqual([0, 0, 0, 2, 3, 2, 3, 1, 1]);
  expect([...valid]).toEqual([2, 0, 2, 1]);
  expect(unknown).toEqual({ train: 2, valid: 2, test: 0 });
});

test('encodeText keeps the first of equally frequent words by code point', () => {
  // <unk> replaces c. All four occur once.
  expect(encode('c b a', '', '', 4).vocabulary).toEqual(['<eos>', '<unk>', 'a', 'b']);
});

test('encodeText does not count <unk> and <eos> of the text as out-of-vocabulary words', () => {
  const { vocabulary, train, unknown } = encode('<unk> a <eos>', '<unk>', '');
  expect([...train].map((token) => vocabulary[token])).toEqual(['<unk>', 'a', '<eos>', '<eos>']);
  expect(vocabulary).toHaveLength(3);
  expect(unknown).toEqual({ train: 0, valid: 0, test: 0 });
});

test('describeUnknownWords describes out-of-vocabulary words, if there are any', () => {
  expect(describeUnknownWords(encode('a b b', 'a x', 'y', 4))).toBe(
    'words of sample outside its vocabulary of 4 became <unk>: 0 of 4 tokens in train, 1 of 3 in valid, 1 of 2 in test',
  );
  expect(describeUnknownWords(encode('a', 'a', ''))).toBeUndefined();
});

test('encodeText rejects a vocabulary too small for a word', () => {
  expect(() => encode('a', 'a', '', 2)).toThrow(InputError);
  expect(() => encode('a', 'a', '', 2)).toThrow(/vocabulary of 2 is too small .* at least 3/);
});

test('encodeText round-trips any text', () => {
  const word = fc.stringMatching(/^[a-d]{1,2}$/);
  const text = fc.array(fc.array(word, { maxLength: 5 }), { maxLength: 400 });
  fc.assert(
    fc.property(text, text, (train, valid) => {
      const { vocabulary, ...encoded } = encodeText('any', { train, valid, test: [] }, 0);
      const words = (tokens: Int32Array) => [...tokens].map((token) => vocabulary[token]);
      const known = new Set(train.flat());
      expect(words(encoded.train)).toEqual(train.flatMap((line) => [...line, '<eos>']));
      expect(words(encoded.valid)).toEqual(
        valid.flatMap((line) => [...line.map((w) => (known.has(w) ? w : '<unk>')), '<eos>']),
      );
      expect(new Set(vocabulary)).toEqual(new Set([...known, '<unk>', '<eos>']));
      const counts = vocabulary.map((_, token) => encoded.train.filter((t) => t === token).length);
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
    }),
    { seed: 7, numRuns: 100 },
  );
});
