import { InputError } from '../../errors';
import { END_OF_LINE, type TextDataset, type TextPart, UNKNOWN_WORD } from './dataset';
import type { Line } from './lines';

/** Numbers of `<unk>` and `<eos>` while words are counted. */
const UNKNOWN_NUMBER = 0;
const END_OF_LINE_NUMBER = 1;

/**
 * Builds the vocabulary from the training lines and encodes all parts with it.
 *
 * @param vocabularyWords maximum size of the vocabulary, including `<unk>` and `<eos>`; 0 keeps every word. The most
 *   frequent words are kept, of equally frequent ones the first by code point.
 * @throws InputError if `vocabularyWords` is 1 or 2
 */
export function encodeText(
  name: string,
  lines: Readonly<Record<TextPart, Iterable<Line>>>,
  vocabularyWords: number,
): TextDataset {
  if (vocabularyWords !== 0 && vocabularyWords < 3) {
    throw new InputError(
      `a vocabulary of ${vocabularyWords} is too small for ${UNKNOWN_WORD}, ${END_OF_LINE} and a word: ` +
        `use at least 3, or 0 for the data set's default`,
    );
  }
  const counted = countWords(lines.train);
  const { vocabulary, tokenByNumber, cut } = rankWords(counted, vocabularyWords || Infinity);
  const { unknown, ...scored } = encodeByVocabulary(name, lines, vocabulary);
  return {
    ...scored,
    train: counted.numbers.map((number) => tokenByNumber[number]),
    unknown: { ...unknown, train: cut },
  };
}

/** Encodes a text without a training part, with the vocabulary of another one. */
export function encodeByVocabulary(
  name: string,
  lines: Readonly<Record<Exclude<TextPart, 'train'>, Iterable<Line>>>,
  vocabulary: readonly string[],
): TextDataset {
  const tokens = new Map(vocabulary.map((word, token) => [word, token]));
  const valid = encodeLines(lines.valid, tokens);
  const test = encodeLines(lines.test, tokens);
  return {
    name,
    vocabulary,
    train: new Int32Array(),
    valid: valid.tokens,
    test: test.tokens,
    unknown: { train: 0, valid: valid.unknown, test: test.unknown },
  };
}

/** Describes the number of out-of-vocabulary words; undefined if there are none. */
export function describeUnknownWords({
  name,
  vocabulary,
  unknown,
  ...parts
}: TextDataset): string | undefined {
  if (unknown.train + unknown.valid + unknown.test === 0) return undefined;
  return (
    `words of ${name} outside its vocabulary of ${vocabulary.length} became ${UNKNOWN_WORD}: ` +
    `${unknown.train} of ${parts.train.length} tokens in train, ${unknown.valid} of ${parts.valid.length} in valid, ` +
    `${unknown.test} of ${parts.test.length} in test`
  );
}

interface CountedWords {
  /** `<unk>`, `<eos>`, and the words in order of first occurrence. A word's number is its index. */
  readonly words: readonly string[];
  readonly counts: readonly number[];
  /** The text as word numbers. */
  readonly numbers: Int32Array;
}

function countWords(lines: Iterable<Line>): CountedWords {
  const words = [UNKNOWN_WORD, END_OF_LINE];
  const counts = [0, 0];
  const numberByWord = new Map(words.map((word, number) => [word, number]));
  const numbers = new GrowingTokens();
  const add = (number: number): void => {
    counts[number]++;
    numbers.push(number);
  };
  for (const line of lines) {
    for (const word of line) {
      let number = numberByWord.get(word);
      if (number === undefined) {
        number = words.push(word) - 1;
        counts.push(0);
        numberByWord.set(word, number);
      }
      add(number);
    }
    add(END_OF_LINE_NUMBER);
  }
  return { words, counts, numbers: numbers.toArray() };
}

/** Sorts words by frequency and cuts the vocabulary. Words that are cut get the token of `<unk>`. */
function rankWords(
  { words, counts }: CountedWords,
  maxWords: number,
): { vocabulary: string[]; tokenByNumber: Int32Array; cut: number } {
  const bytes = words.map((word) => Buffer.from(word));
  const frequency = [...counts];
  // The order of UTF-8 bytes is the order of code points.
  const byFrequency = (a: number, b: number): number =>
    frequency[b] - frequency[a] || Buffer.compare(bytes[a], bytes[b]);
  const ordinary = words.map((_, number) => number).slice(END_OF_LINE_NUMBER + 1);
  ordinary.sort(byFrequency);
  const removed = ordinary.splice(maxWords - 2);
  const cut = removed.reduce((sum, number) => sum + counts[number], 0);
  frequency[UNKNOWN_NUMBER] += cut;
  const order = [UNKNOWN_NUMBER, END_OF_LINE_NUMBER, ...ordinary].sort(byFrequency);
  const tokenByNumber = new Int32Array(words.length).fill(order.indexOf(UNKNOWN_NUMBER));
  order.forEach((number, token) => (tokenByNumber[number] = token));
  return { vocabulary: order.map((number) => words[number]), tokenByNumber, cut };
}

function encodeLines(
  lines: Iterable<Line>,
  vocabulary: ReadonlyMap<string, number>,
): { tokens: Int32Array; unknown: number } {
  const [unknownToken, endToken] = [UNKNOWN_WORD, END_OF_LINE].map((word) => Number(vocabulary.get(word)));
  const tokens = new GrowingTokens();
  let unknown = 0;
  for (const line of lines) {
    for (const word of line) {
      const token = vocabulary.get(word);
      if (token === undefined) unknown++;
      tokens.push(token ?? unknownToken);
    }
    tokens.push(endToken);
  }
  return { tokens: tokens.toArray(), unknown };
}

/** A growable list of tokens, 4 bytes each, that doubles its capacity when full. */
class GrowingTokens {
  private buffer = new Int32Array(1 << 12);
  private length = 0;

  push(token: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.length++] = token;
  }

  toArray(): Int32Array {
    return this.buffer.slice(0, this.length);
  }
}
