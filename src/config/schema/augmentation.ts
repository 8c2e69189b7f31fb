import { z } from 'zod';
import { nonNegativeInteger } from './numbers';

/** Augmentation of training images. */
export const augmentation = {
  /** Pixels of zero padding on each side before a random crop to the original size; 0 turns cropping off. */
  cropPaddingPixels: nonNegativeInteger,
  /** Mirror each training image left to right with probability 1/2. */
  horizontalFlip: z.boolean(),
  /** Side of the random square that cutout sets to zero, in pixels; 0 turns cutout off. */
  cutoutPixels: nonNegativeInteger,
};
