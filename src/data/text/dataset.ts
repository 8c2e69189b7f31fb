/** The parts of a text, in order. */
export const TEXT_PARTS = ['train', 'valid', 'test'] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

/** A text as tokens of one vocabulary, in memory. Each line ends with `<eos>`. */
export interface TextDataset {
  readonly name: string;
  /**
   * The word of each token, including `<unk>` and `<eos>`. Only the training part counts. Most frequent words come first,
   * equally frequent ones are sorted by code point.
   */
  readonly vocabulary: readonly string[];
  /** Training tokens [count]: indices into `vocabulary`, in text order. */
  readonly train: Int32Array;
  /** Validation tokens, for scoring architectures. */
  readonly valid: Int32Array;
  /** Test tokens; empty if the text has no test part. */
  readonly test: Int32Array;
  /** Number of out-of-vocabulary words of each part. Words that are `<unk>` in the text do not count. */
  readonly unknown: Readonly<Record<TextPart, number>>;
}

/** The token of words outside the vocabulary. */
export const UNKNOWN_WORD = '<unk>';

/** The token at the end of each line. */
export const END_OF_LINE = '<eos>';
