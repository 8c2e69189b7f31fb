/** Decoded images of one size, in memory. */
export interface ImageSet {
  /** [count, height, width, channels], row-major. */
  readonly pixels: Uint8Array;
  /** [count], indices into `classNames`. */
  readonly labels: Int32Array;
}

/** The parts of an image data set. */
export const IMAGE_PARTS = ['train', 'test'] as const;
export type ImagePart = (typeof IMAGE_PARTS)[number];

/** An image data set. Shapes are [count, height, width, channels]; channels is 1 (gray) or 3 (RGB). */
export interface ImageDataset {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The names of the classes, by label. */
  readonly classNames: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}
