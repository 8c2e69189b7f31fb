import { guard } from '../../graph/guards';
import { reshape, split } from '../../graph/ops';
import { countElements, type Guard, type Shape, type Tensor } from '../../graph/tensor';

/** One of the tensors that make up a block's parameters. It starts normally distributed. */
export interface ParameterSpec {
  readonly shape: Shape;
  readonly mean: number;
  readonly std: number;
}

/** Weights before a ReLU network's next layer (He et al., ICCV 2015: deviation sqrt(2 / fan-in)). */
export function heNormal(shape: Shape, fanIn: number): ParameterSpec {
  return { shape, mean: 0, std: Math.sqrt(2 / fanIn) };
}

/** Scales of a batch norm: gamma, [channels]. */
export function onesInit(channels: number): ParameterSpec {
  return { shape: [channels], mean: 1, std: 0 };
}

/** Offsets: beta of a batch norm, a bias, [channels]. */
export function zerosInit(channels: number): ParameterSpec {
  return { shape: [channels], mean: 0, std: 0 };
}

/** How many numbers the pieces take, one after the other. */
export function computeTotalSize(pieces: readonly ParameterSpec[]): number {
  return pieces.reduce((total, piece) => total + countElements(piece.shape), 0);
}

/** A flat row of parameters as its pieces: one SplitV, so that a block costs one variable, one gather, one update. */
export function splitParameters(row: Tensor, pieces: readonly ParameterSpec[]): Tensor[] {
  const flat = split(
    row,
    pieces.map((piece) => countElements(piece.shape)),
    0,
  );
  return pieces.map((piece, i) => reshape(flat[i], piece.shape));
}

/** The same where all tests of `under` hold: elsewhere not even the row is taken apart. */
export function splitParametersUnder(row: Tensor, under: Guard, pieces: readonly ParameterSpec[]): Tensor[] {
  return splitParameters(guard(row, under), pieces);
}
