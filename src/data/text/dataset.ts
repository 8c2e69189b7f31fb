/** The parts of a text, in their order. */
export const textParts = ['train', 'valid', 'test'] as const;
export type TextPart = (typeof textParts)[number];

/** A text as words of one vocabulary, in memory. Each line ends in `<eos>`. */
export interface TextDataset {
  readonly name: string;
  /**
   * The word of each token, `<unk>` and `<eos>` among them, from the training part alone: the most frequent first, equally
   * frequent ones by code point.
   */
  readonly vocabulary: readonly string[];
  /** Tokens [count] of what is trained on: indices into `vocabulary`, in the order of the text. */
  readonly train: Int32Array;
  /** Tokens that architectures are scored on. */
  readonly valid: Int32Array;
  /** Tokens held back; none where the text has no such part. */
  readonly test: Int32Array;
  /** Words of each part that are not in the vocabulary and became `<unk>`; those written as `<unk>` do not count. */
  readonly unknown: Readonly<Record<TextPart, number>>;
}

/** What stands for words outside the vocabulary. */
export const UNKNOWN_WORD = '<unk>';

/** What ends each line. */
export const END_OF_LINE = '<eos>';
