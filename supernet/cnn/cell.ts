import { whenCase, whenNone } from '../../src/graph/conditions';
import { guard, merge, route } from '../../src/graph/guards';
import {
  add,
  averagePool,
  batchNorm,
  depthwiseConv2d,
  maxPool,
  mul,
  relu,
  reshape,
  split,
} from '../../src/graph/ops';
import { sumAlive } from '../../src/graph/sum';
import type { Choice, Guard, Tensor } from '../../src/graph/tensor';
import { calibrateInputs } from '../../src/layers/cell-inputs';
import { factorizedReduction, factorizedReductionParams } from '../../src/layers/factorized-reduction';
import type { Builder } from '../../src/layers/parameters/layout';
import {
  heNormal,
  onesInit,
  type ParameterSpec,
  splitParametersUnder,
  zerosInit,
} from '../../src/layers/parameters/spec';
import { pointwise } from '../../src/layers/pointwise';
import { separableParams, separableTwice } from '../../src/layers/separable';
import type { CellContext } from '../../src/networks/stacked-cells';
import type { SupernetCells } from '../../src/space/cnn/cells';
import { CNN_OPS, type CnnOp } from '../../src/space/cnn/ops';

/** One cell of the supernet: where it stands and what it is to be. */
export interface CnnSupernetCellSpec extends CellContext {
  readonly nodes: number;
}

/** What a branch does, as the graph tells cases apart: both separable convolutions share all but the kernel's side. */
const ROUTED_KINDS = ['separable', 'average', 'maximum', 'identity'] as const;
const ROUTED_KIND_BY_OP: Record<CnnOp, (typeof ROUTED_KINDS)[number]> = {
  sep3: 'separable',
  sep5: 'separable',
  avg3: 'average',
  max3: 'maximum',
  identity: 'identity',
};
const KERNEL_SIZES = [3, 5] as const;
const SEPARABLE_OPS = CNN_OPS.filter((op) => ROUTED_KIND_BY_OP[op] === 'separable');

/**
 * A cell in which the architecture, fed as choices and rows of parameters, decides what each branch reads and does
 * (paper, section 3.1, with the operations of ENAS).
 *
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 * @returns [batch, height, width, channels], half the size for a reduction cell
 */
export function buildCnnSupernetCell(
  builder: Builder<SupernetCells>,
  spec: CnnSupernetCellSpec,
  before: Tensor,
  last: Tensor,
): Tensor {
  const states = calibrateInputs(builder, { ...spec, skipEqual: true }, before, last, batchNorm);
  for (let node = 0; node < spec.nodes; node++) {
    const branches = [0, 1].map((branchIndex) => buildBranch(builder, spec, states, node, branchIndex));
    states.push(add(branches[0], branches[1]));
  }
  return combineLooseEnds(builder, spec, states);
}

/** The architecture's decisions on a branch. All cells of a kind share them. */
function declareChoices(
  builder: Builder<SupernetCells>,
  { kind }: CnnSupernetCellSpec,
  node: number,
  branchIndex: number,
) {
  const of = (cells: SupernetCells) => cells[kind].nodes[node].branches[branchIndex];
  const name = `${kind}/${node}/${branchIndex}`;
  return {
    of,
    source: builder.choice(`${name}/source`, node + 2, (cells) => of(cells).input),
    kind: builder.choice(`${name}/kind`, ROUTED_KINDS.length, (cells) =>
      ROUTED_KINDS.indexOf(ROUTED_KIND_BY_OP[of(cells).op]),
    ),
    side: builder.choice(`${name}/kernel`, KERNEL_SIZES.length, (cells) => (of(cells).op === 'sep5' ? 1 : 0)),
  };
}

function buildBranch(
  builder: Builder<SupernetCells>,
  spec: CnnSupernetCellSpec,
  states: readonly Tensor[],
  node: number,
  branchIndex: number,
): Tensor {
  const chosen = declareChoices(builder, spec, node, branchIndex);
  const name = `${spec.name}/${node}/${branchIndex}`;
  const { channels } = spec;
  // The states grow with every node, and rows are picked when all have been built.
  const sourceCount = states.length;
  const mask = spec.dropPathMasks?.[2 * node + branchIndex] ?? null;
  // ENAS: each (branch, operation) has weights of its own for every state that it may read.
  const separableRow = builder.selectWeights(
    `${name}/separable`,
    SEPARABLE_OPS.length * sourceCount,
    sharedSeparableParams(channels),
    (cells) => {
      const { op, input } = chosen.of(cells);
      const opIndex = SEPARABLE_OPS.indexOf(op);
      return opIndex < 0 ? null : opIndex * sourceCount + input;
    },
  );
  const inputStates = states.slice(0, 2);
  const nodeStates = states.slice(2);
  if (spec.kind === 'normal') return applyOps(selectSource(states, chosen.source, 0), 1, null);
  // In a reduction cell the inputs are read with stride 2 and the nodes, already half the size, with stride 1.
  const reduction = builder.selectWeights(
    `${name}/reduction`,
    inputStates.length,
    factorizedReductionParams(channels, channels),
    (cells) => {
      const { op, input } = chosen.of(cells);
      return op === 'identity' && input < inputStates.length ? input : null;
    },
  );
  const outputs = [applyOps(selectSource(inputStates, chosen.source, 0), 2, reduction)];
  if (nodeStates.length > 0)
    outputs.push(applyOps(selectSource(nodeStates, chosen.source, inputStates.length), 1, null));
  return merge(outputs);

  function applyOps(x: Tensor, stride: 1 | 2, identityRow: Tensor | null): Tensor {
    const [forSeparable, forAverage, forMaximum, forIdentity] = route(x, chosen.kind) as Tensor[];
    const drop = (path: Tensor) => (mask ? mul(path, mask) : path);
    const identityOutput = identityRow
      ? drop(factorizedReduction(forIdentity, splitParametersUnder(identityRow, forIdentity.guard, factorizedReductionParams(channels, channels)))) // prettier-ignore
      : forIdentity;
    return merge([
      drop(separable(forSeparable, separableRow, chosen.side, stride)),
      drop(averagePool(forAverage, 3, stride)),
      drop(maxPool(forMaximum, 3, stride)),
      identityOutput,
    ]);
  }
}

/** The one of `states` that the branch reads; `first` is the number of the first of them. */
function selectSource(states: readonly Tensor[], source: Choice, first: number): Tensor {
  return merge(states.map((state, i) => guard(state, [whenCase(source, first + i)])));
}

/** Parameters of a separable convolution applied twice, the kernels last, with room for the larger ones. */
function sharedSeparableParams(channels: number): ParameterSpec[] {
  const largest = Math.max(...KERNEL_SIZES);
  return [...separableParams(channels), heNormal([2 * largest * largest * channels], largest * largest)];
}

/** A separable convolution applied twice, with kernels of the side that is chosen. */
function separable(x: Tensor, row: Tensor, kernel: Choice, stride: 1 | 2): Tensor {
  const channels = x.shape[3];
  const parts = splitParametersUnder(row, x.guard, sharedSeparableParams(channels));
  const kernels = parts[parts.length - 1];
  const bySize = (route(kernels, kernel) as Tensor[]).map((part, i) => {
    const length = KERNEL_SIZES[i] * KERNEL_SIZES[i] * channels;
    const rest = part.shape[0] - 2 * length;
    const pieces = split(part, rest > 0 ? [length, length, rest] : [length, length], 0);
    return pieces.slice(0, 2).map((piece) => reshape(piece, [KERNEL_SIZES[i], KERNEL_SIZES[i], channels, 1]));
  });
  const depthwise = (input: Tensor, turn: number, step: number) =>
    merge((route(input, kernel) as Tensor[]).map((each, i) => depthwiseConv2d(each, bySize[i][turn], step)));
  return separableTwice(x, parts, depthwise, stride, batchNorm);
}

/** The states that nobody reads, together: the sum of ReLU and a 1x1 convolution of each, then batch norm. */
function combineLooseEnds(
  builder: Builder<SupernetCells>,
  spec: CnnSupernetCellSpec,
  states: readonly Tensor[],
): Tensor {
  const { name, kind, channels } = spec;
  const reduced = states[states.length - 1].shape;
  const terms = states.map((state, i) => {
    const isLoose = (cells: SupernetCells) => cells[kind].looseEnds.includes(i);
    const under = guardLooseEnd(builder, spec, i);
    const filters = [heNormal([channels, channels], channels)];
    const row = builder.selectWeights(`${name}/output${i}`, 1, filters, (cells) =>
      isLoose(cells) ? 0 : null,
    );
    let x = guard(state, under);
    if (x.shape[1] !== reduced[1]) {
      const pieces = factorizedReductionParams(channels, channels);
      const reduction = builder.selectWeights(`${name}/loose${i}`, 1, pieces, (cells) =>
        isLoose(cells) ? 0 : null,
      );
      x = factorizedReduction(x, splitParametersUnder(reduction, under, pieces));
    }
    return pointwise(relu(x), splitParametersUnder(row, under, filters)[0]);
  });
  const [gamma, beta] = builder.getWeights(`${name}/output`, [onesInit(channels), zerosInit(channels)]);
  return batchNorm(sumAlive(terms), gamma, beta);
}

/** Holds where no branch of the cell reads state `i`; nobody can read the last one. */
function guardLooseEnd(builder: Builder<SupernetCells>, spec: CnnSupernetCellSpec, i: number): Guard {
  const readers: Guard[] = [];
  for (let node = Math.max(0, i - 1); node < spec.nodes; node++) {
    for (const branchIndex of [0, 1])
      readers.push([whenCase(declareChoices(builder, spec, node, branchIndex).source, i)]);
  }
  return readers.length === 0 ? [] : [whenNone(readers)];
}
