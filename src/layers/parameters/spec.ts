import type { Guard } from '../../graph/conditions';
import { guard } from '../../graph/guards';
import { split } from '../../graph/ops/concat';
import { reshape } from '../../graph/ops/reshape';
import { size, type Shape, type Tensor } from '../../graph/tensor';

/** One of the tensors that make up a block's parameters. It starts normally distributed. */
export interface Piece {
  readonly shape: Shape;
  readonly mean: number;
  readonly deviation: number;
}

/** Weights before a ReLU network's next layer (He et al., ICCV 2015: deviation sqrt(2 / fan-in)). */
export function weights(shape: Shape, fanIn: number): Piece {
  return { shape, mean: 0, deviation: Math.sqrt(2 / fanIn) };
}

/** Scales of a batch norm: gamma, [channels]. */
export function ones(channels: number): Piece {
  return { shape: [channels], mean: 1, deviation: 0 };
}

/** Offsets: beta of a batch norm, a bias, [channels]. */
export function zeros(channels: number): Piece {
  return { shape: [channels], mean: 0, deviation: 0 };
}

/** How many numbers the pieces take, one after the other. */
export function totalSize(pieces: readonly Piece[]): number {
  return pieces.reduce((total, piece) => total + size(piece.shape), 0);
}

/** A flat row of parameters as its pieces: one SplitV, so that a block costs one variable, one gather, one update. */
export function unpack(row: Tensor, pieces: readonly Piece[]): Tensor[] {
  const flat = split(
    row,
    pieces.map((piece) => size(piece.shape)),
    0,
  );
  return pieces.map((piece, i) => reshape(flat[i], piece.shape));
}

/** The same where all tests of `under` hold: elsewhere not even the row is taken apart. */
export function unpackUnder(row: Tensor, under: Guard, pieces: readonly Piece[]): Tensor[] {
  return unpack(guard(row, under), pieces);
}
