import { nonNegativeInteger } from './numbers';

/** Settings of an image data set, without its name. */
export const imageData = {
  /** Training images used, without those held out; 0 uses all of them. */
  trainImages: nonNegativeInteger,
  /** Side in pixels to which images of other sizes are resized; 0 rejects them. */
  resizePixels: nonNegativeInteger,
};

/** Settings of a text, without its name. */
export const textData = {
  /** Training tokens used, from the start of the text; 0 uses all of them. */
  trainTokens: nonNegativeInteger,
  /** Largest vocabulary in words, `<unk>` and `<eos>` included; 0 keeps every word (of `moby-dick`, 10,000). */
  vocabularyWords: nonNegativeInteger,
};
