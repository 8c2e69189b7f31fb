import { caseOf, noneOf, type Choice, type Guard } from '../../src/graph/conditions';
import { guard, merge, route } from '../../src/graph/guards';
import { add } from '../../src/graph/ops/add';
import { batchNorm } from '../../src/graph/ops/batch-norm';
import { depthwiseConv2d } from '../../src/graph/ops/depthwise-conv2d';
import { mul } from '../../src/graph/ops/mul';
import { averagePool, maxPool } from '../../src/graph/ops/pool';
import { reshape } from '../../src/graph/ops/reshape';
import { split } from '../../src/graph/ops/concat';
import { relu } from '../../src/graph/ops/unary';
import { sumAlive } from '../../src/graph/sum';
import type { Tensor } from '../../src/graph/tensor';
import { cellInputs } from '../../src/layers/cell-inputs';
import { factorisedReduction, factorisedReductionPieces } from '../../src/layers/factorized-reduction';
import { ones, unpackUnder, weights, zeros, type Piece } from '../../src/layers/parameters/spec';
import type { Builder } from '../../src/layers/parameters/layout';
import { pointwise } from '../../src/layers/pointwise';
import { separablePieces, separableTwice } from '../../src/layers/separable';
import type { CellPlace } from '../../src/networks/stacked-cells';
import { CNN_OPS, type CnnOp } from '../../src/space/cnn/ops';
import type { SupernetCells } from '../../src/space/cnn/cells';

/** One cell of the supernet: where it stands and what it is to be. */
export interface CellSpec extends CellPlace {
  readonly nodes: number;
}

/** What a branch does, as the graph tells cases apart: both separable convolutions share all but the kernel's side. */
const KINDS = ['separable', 'average', 'maximum', 'identity'] as const;
const KIND_OF: Record<CnnOp, (typeof KINDS)[number]> = {
  sep3: 'separable',
  sep5: 'separable',
  avg3: 'average',
  max3: 'maximum',
  identity: 'identity',
};
const SIDES = [3, 5] as const;
const SEPARABLE_OPS = CNN_OPS.filter((op) => KIND_OF[op] === 'separable');

/**
 * A cell in which the architecture, fed as choices and rows of parameters, decides what each branch reads and does
 * (paper, section 3.1, with the operations of ENAS).
 *
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 * @returns [batch, height, width, channels], half the size for a reduction cell
 */
export function cell(builder: Builder<SupernetCells>, spec: CellSpec, before: Tensor, last: Tensor): Tensor {
  const states = cellInputs(builder, { ...spec, skipEqual: true }, before, last, batchNorm);
  for (let node = 0; node < spec.nodes; node++) {
    const branches = [0, 1].map((side) => branch(builder, spec, states, node, side));
    states.push(add(branches[0], branches[1]));
  }
  return combine(builder, spec, states);
}

/** The architecture's decisions on a branch. All cells of a kind share them. */
function decisions(builder: Builder<SupernetCells>, { kind }: CellSpec, node: number, side: number) {
  const of = (cells: SupernetCells) => cells[kind].nodes[node].branches[side];
  const name = `${kind}/${node}/${side}`;
  return {
    of,
    source: builder.choice(`${name}/source`, node + 2, (cells) => of(cells).input),
    kind: builder.choice(`${name}/kind`, KINDS.length, (cells) => KINDS.indexOf(KIND_OF[of(cells).op])),
    side: builder.choice(`${name}/kernel`, SIDES.length, (cells) => (of(cells).op === 'sep5' ? 1 : 0)),
  };
}

function branch(
  builder: Builder<SupernetCells>,
  spec: CellSpec,
  states: readonly Tensor[],
  node: number,
  side: number,
): Tensor {
  const chosen = decisions(builder, spec, node, side);
  const name = `${spec.name}/${node}/${side}`;
  const { channels } = spec;
  // The states grow with every node, and rows are picked when all have been built.
  const inputs = states.length;
  const mask = spec.pathMasks?.[2 * node + side] ?? null;
  // ENAS: each (branch, operation) has weights of its own for every state that it may read.
  const separableRow = builder.picked(
    `${name}/separable`,
    SEPARABLE_OPS.length * inputs,
    anySeparablePieces(channels),
    (cells) => {
      const { op, input } = chosen.of(cells);
      const place = SEPARABLE_OPS.indexOf(op);
      return place < 0 ? null : place * inputs + input;
    },
  );
  const near = states.slice(0, 2);
  const far = states.slice(2);
  if (spec.kind === 'normal') return operate(pick(states, chosen.source, 0), 1, null);
  // In a reduction cell the inputs are read with stride 2 and the nodes, already half the size, with stride 1.
  const reduction = builder.picked(
    `${name}/reduction`,
    near.length,
    factorisedReductionPieces(channels, channels),
    (cells) => {
      const { op, input } = chosen.of(cells);
      return op === 'identity' && input < near.length ? input : null;
    },
  );
  const outputs = [operate(pick(near, chosen.source, 0), 2, reduction)];
  if (far.length > 0) outputs.push(operate(pick(far, chosen.source, near.length), 1, null));
  return merge(outputs);

  function operate(x: Tensor, stride: 1 | 2, identityRow: Tensor | null): Tensor {
    const [forSeparable, forAverage, forMaximum, forIdentity] = route(x, chosen.kind) as Tensor[];
    const drop = (path: Tensor) => (mask ? mul(path, mask) : path);
    const whole = identityRow
      ? drop(factorisedReduction(forIdentity, unpackUnder(identityRow, forIdentity.guard, factorisedReductionPieces(channels, channels)))) // prettier-ignore
      : forIdentity;
    return merge([
      drop(separable(forSeparable, separableRow, chosen.side, stride)),
      drop(averagePool(forAverage, 3, stride)),
      drop(maxPool(forMaximum, 3, stride)),
      whole,
    ]);
  }
}

/** The one of `states` that the branch reads; `first` is the number of the first of them. */
function pick(states: readonly Tensor[], source: Choice, first: number): Tensor {
  return merge(states.map((state, i) => guard(state, [caseOf(source, first + i)])));
}

/** Parameters of a separable convolution applied twice, the kernels last, with room for the larger ones. */
function anySeparablePieces(channels: number): Piece[] {
  const side = Math.max(...SIDES);
  return [...separablePieces(channels), weights([2 * side * side * channels], side * side)];
}

/** A separable convolution applied twice, with kernels of the side that is chosen. */
function separable(x: Tensor, row: Tensor, kernel: Choice, stride: 1 | 2): Tensor {
  const channels = x.shape[3];
  const parts = unpackUnder(row, x.guard, anySeparablePieces(channels));
  const kernels = parts[parts.length - 1];
  const bySide = (route(kernels, kernel) as Tensor[]).map((part, i) => {
    const length = SIDES[i] * SIDES[i] * channels;
    const rest = part.shape[0] - 2 * length;
    const pieces = split(part, rest > 0 ? [length, length, rest] : [length, length], 0);
    return pieces.slice(0, 2).map((piece) => reshape(piece, [SIDES[i], SIDES[i], channels, 1]));
  });
  const depthwise = (input: Tensor, turn: number, step: number) =>
    merge((route(input, kernel) as Tensor[]).map((each, i) => depthwiseConv2d(each, bySide[i][turn], step)));
  return separableTwice(x, parts, depthwise, stride, batchNorm);
}

/** The states that nobody reads, together: the sum of ReLU and a 1x1 convolution of each, then batch norm. */
function combine(builder: Builder<SupernetCells>, spec: CellSpec, states: readonly Tensor[]): Tensor {
  const { name, kind, channels } = spec;
  const reduced = states[states.length - 1].shape;
  const terms = states.map((state, i) => {
    const isLoose = (cells: SupernetCells) => cells[kind].loose.includes(i);
    const under = looseGuard(builder, spec, i);
    const filters = [weights([channels, channels], channels)];
    const row = builder.picked(`${name}/output${i}`, 1, filters, (cells) => (isLoose(cells) ? 0 : null));
    let x = guard(state, under);
    if (x.shape[1] !== reduced[1]) {
      const pieces = factorisedReductionPieces(channels, channels);
      const reduction = builder.picked(`${name}/loose${i}`, 1, pieces, (cells) =>
        isLoose(cells) ? 0 : null,
      );
      x = factorisedReduction(x, unpackUnder(reduction, under, pieces));
    }
    return pointwise(relu(x), unpackUnder(row, under, filters)[0]);
  });
  const [gamma, beta] = builder.fixed(`${name}/output`, [ones(channels), zeros(channels)]);
  return batchNorm(sumAlive(terms), gamma, beta);
}

/** Holds where no branch of the cell reads state `i`; nobody can read the last one. */
function looseGuard(builder: Builder<SupernetCells>, spec: CellSpec, i: number): Guard {
  const readers: Guard[] = [];
  for (let node = Math.max(0, i - 1); node < spec.nodes; node++) {
    for (const side of [0, 1]) readers.push([caseOf(decisions(builder, spec, node, side).source, i)]);
  }
  return readers.length === 0 ? [] : [noneOf(readers)];
}
