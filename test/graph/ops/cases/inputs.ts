import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import { floats } from '../../../support/graph/compiled';
import { spread } from '../../../support/graph/op-case';

/** The tfjs type of images and filters. */
export type Images = tfjs.Tensor4D;

/* Inputs that several ops share. */

export const row = floats([4], [-1.5, -0.25, 0.5, 2]);
export const matrix = spread([2, 3], 3);
export const images = spread([2, 5, 6, 3], 5);

/** All combinations of transposing the left and the right operand of a matrix product. */
export const TRANSPOSITIONS: readonly (readonly [boolean, boolean])[] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];
