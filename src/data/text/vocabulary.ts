import { InputError } from '../../errors';
import { END_OF_LINE, UNKNOWN_WORD } from './dataset';
import type { TextDataset, TextPart } from './dataset';
import type { Line } from './lines';

/** Numbers of `<unk>` and `<eos>` while the vocabulary is being counted. */
const unknown = 0;
const endOfLine = 1;

/**
 * Makes the vocabulary from the training lines and encodes all parts with it.
 *
 * @param vocabularyWords largest vocabulary, `<unk>` and `<eos>` included: the most frequent words stay, of equally frequent
 *   ones the first by code point; 0 keeps every word
 * @throws InputError if the vocabulary has no room for a word
 */
export function encodeText(
  name: string,
  lines: Readonly<Record<TextPart, Iterable<Line>>>,
  vocabularyWords: number,
): TextDataset {
  if (vocabularyWords !== 0 && vocabularyWords < 3) {
    throw new InputError(
      `A vocabulary of ${vocabularyWords} has no room for ${UNKNOWN_WORD}, ${END_OF_LINE} and a word: ` +
        `use 3 at least, or 0 for the data set's own.`,
    );
  }
  const counted = countWords(lines.train);
  const { vocabulary, tokenOf, cut } = rankWords(counted, vocabularyWords || Infinity);
  const tokens = new Map(vocabulary.map((word, token) => [word, token]));
  const valid = encodeLines(lines.valid, tokens);
  const test = encodeLines(lines.test, tokens);
  return {
    name,
    vocabulary,
    train: counted.numbers.map((number) => tokenOf[number]),
    valid: valid.tokens,
    test: test.tokens,
    unknown: { train: cut, valid: valid.unknown, test: test.unknown },
  };
}

/** What the user should know of words that were lost; undefined if there are none. */
export function describeUnknownWords({
  name,
  vocabulary,
  unknown: lost,
  ...parts
}: TextDataset): string | undefined {
  if (lost.train + lost.valid + lost.test === 0) return undefined;
  return (
    `Words of ${name} outside its vocabulary of ${vocabulary.length} became ${UNKNOWN_WORD}: ` +
    `${lost.train} of ${parts.train.length} tokens in train, ${lost.valid} of ${parts.valid.length} in valid, ` +
    `${lost.test} of ${parts.test.length} in test.`
  );
}

interface CountedWords {
  /** Numbered in the order in which they came, behind `<unk>` and `<eos>`. */
  readonly words: readonly string[];
  readonly counts: readonly number[];
  /** The text as these numbers. */
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
    add(endOfLine);
  }
  return { words, counts, numbers: numbers.toArray() };
}

/** Orders words by frequency and cuts off those that the vocabulary has no room for; their number becomes `<unk>`'s token. */
function rankWords(
  { words, counts }: CountedWords,
  maxWords: number,
): { vocabulary: string[]; tokenOf: Int32Array; cut: number } {
  const bytes = words.map((word) => Buffer.from(word));
  const frequency = [...counts];
  // The order of UTF-8 bytes is that of code points.
  const byFrequency = (a: number, b: number): number =>
    frequency[b] - frequency[a] || Buffer.compare(bytes[a], bytes[b]);
  const ordinary = words.map((_, number) => number).slice(endOfLine + 1);
  ordinary.sort(byFrequency);
  const lost = ordinary.splice(maxWords - 2);
  const cut = lost.reduce((sum, number) => sum + counts[number], 0);
  frequency[unknown] += cut;
  const order = [unknown, endOfLine, ...ordinary].sort(byFrequency);
  const tokenOf = new Int32Array(words.length).fill(order.indexOf(unknown));
  order.forEach((number, token) => (tokenOf[number] = token));
  return { vocabulary: order.map((number) => words[number]), tokenOf, cut };
}

function encodeLines(
  lines: Iterable<Line>,
  vocabulary: ReadonlyMap<string, number>,
): { tokens: Int32Array; unknown: number } {
  const [unknownToken, endToken] = [UNKNOWN_WORD, END_OF_LINE].map((word) => Number(vocabulary.get(word)));
  const tokens = new GrowingTokens();
  let lost = 0;
  for (const line of lines) {
    for (const word of line) {
      const token = vocabulary.get(word);
      if (token === undefined) lost++;
      tokens.push(token ?? unknownToken);
    }
    tokens.push(endToken);
  }
  return { tokens: tokens.toArray(), unknown: lost };
}

/** A list of tokens that doubles its room when it is full, at 4 bytes a token. */
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
