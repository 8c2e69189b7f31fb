/** Images of one size as 8-bit values, decoded, in memory. */
export interface ImageSet {
  /** [count, height, width, channels], row-major. */
  readonly pixels: Uint8Array;
  /** [count], class numbers into `classNames`. */
  readonly labels: Int32Array;
}

/** An image data set. Shapes are [count, height, width, channels]; channels is 1 (gray) or 3 (RGB). */
export interface ImageDataset {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** In the order of the class numbers. */
  readonly classNames: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}
