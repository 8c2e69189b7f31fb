import { whenCase, whenNone } from '../../../src/graph/conditions';
import {
  add,
  averagePool,
  depthwiseConv2d,
  guard,
  maxPool,
  merge,
  mul,
  relu,
  reshape,
  route,
  split,
} from '../../../src/graph/ops';
import { sumAlive } from '../../../src/graph/sum';
import type { Choice, Guard, Tensor } from '../../../src/graph/tensor';
import { calibrateInputs } from '../../../src/layers/cell-inputs';
import { factorizedReduction, factorizedReductionParams } from '../../../src/layers/factorized-reduction';
import type { Normalization } from '../../../src/layers/norm';
import type { Builder } from '../../../src/layers/parameters/layout';
import { heNormal, onesInit, type ParameterSpec, zerosInit } from '../../../src/layers/parameters/spec';
import { multiplyPixels } from '../../../src/layers/pointwise';
import { separableParams, separableTwice } from '../../../src/layers/separable';
import type { CellContext } from '../../../src/networks/stacked-cells';
import type { Branch, SupernetCells } from '../../../src/space/cnn/cells';
import { CNN_OPS, type CnnOp } from '../../../src/space/cnn/ops';

/** Parameters, choices and normalization, shared by all cells of a network. */
export interface CnnSupernetParts {
  readonly builder: Builder<SupernetCells>;
  readonly norm: Normalization;
}

/** Position and size of a supernet cell. */
export interface CnnSupernetCellSpec extends CellContext {
  readonly nodes: number;
}

/** Cases of a branch's operation. Both separable convolutions are one case: they share all but the kernel size. */
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

/** A cell has two inputs: states 0 and 1. */
const INPUT_COUNT = 2;

/**
 * Builds a cell in which the architecture, fed as choices and rows of parameters, determines the input and the operation
 * of each branch (NAO, Luo et al. 2018, section 3.1, with the operations of ENAS).
 *
 * @param before output of the cell before the last, [batch, height, width, channels] or twice the size
 * @param last output of the last cell
 * @returns [batch, height, width, channels], half the size for a reduction cell
 */
export function buildCnnSupernetCell(
  parts: CnnSupernetParts,
  spec: CnnSupernetCellSpec,
  before: Tensor,
  last: Tensor,
): Tensor {
  const states = calibrateInputs(parts.builder, { ...spec, skipEqual: true }, before, last, parts.norm);
  for (let node = 0; node < spec.nodes; node++) {
    const [first, second] = [0, 1].map((branchIndex) => buildBranch(parts, spec, states, node, branchIndex));
    states.push(add(first, second));
  }
  return projectLooseEnds(parts, spec, states);
}

/** Builds a branch of a node. @param states the states that the branch may read */
function buildBranch(
  { builder, norm }: CnnSupernetParts,
  spec: CnnSupernetCellSpec,
  states: readonly Tensor[],
  node: number,
  branchIndex: number,
): Tensor {
  const choices = declareChoices(builder, spec, node, branchIndex);
  const name = `${spec.name}/${node}/${branchIndex}`;
  const branch: RoutedBranch = {
    ...choices,
    separableWeights: selectSeparable(builder, name, spec.channels, states.length, choices),
    mask: spec.dropPathMasks?.[2 * node + branchIndex] ?? null,
    norm,
  };
  return spec.kind === 'reduction'
    ? buildReductionBranch(builder, name, branch, states)
    : applyOps(branch, selectSource(states, branch.source, 0), 1, null);
}

/** Choices of a branch, shared by all cells of a kind. */
interface BranchChoices {
  /** Returns the branch of an architecture. */
  readonly getBranch: (cells: SupernetCells) => Branch<CnnOp>;
  readonly source: Choice;
  readonly kind: Choice;
  readonly kernel: Choice;
}

/** A branch of one cell. */
interface RoutedBranch extends BranchChoices {
  readonly separableWeights: readonly Tensor[];
  /** Drop-path mask, [batch, 1, 1, 1], or null to keep the path. */
  readonly mask: Tensor | null;
  readonly norm: Normalization;
}

function declareChoices(
  builder: Builder<SupernetCells>,
  { kind }: CnnSupernetCellSpec,
  node: number,
  branchIndex: number,
): BranchChoices {
  const of = (cells: SupernetCells) => cells[kind].nodes[node].branches[branchIndex];
  const name = `${kind}/${node}/${branchIndex}`;
  return {
    getBranch: of,
    source: builder.choice(`${name}/source`, node + INPUT_COUNT, (cells) => of(cells).input),
    kind: builder.choice(`${name}/kind`, ROUTED_KINDS.length, (cells) =>
      ROUTED_KINDS.indexOf(ROUTED_KIND_BY_OP[of(cells).op]),
    ),
    kernel: builder.choice(`${name}/kernel`, KERNEL_SIZES.length, (cells) =>
      of(cells).op === 'sep5' ? 1 : 0,
    ),
  };
}

/** Selects the weights of a separable convolution. As in ENAS, they are separate for each operation and source state. */
function selectSeparable(
  builder: Builder<SupernetCells>,
  name: string,
  channels: number,
  sourceCount: number,
  { getBranch: of }: BranchChoices,
): Tensor[] {
  const alternatives = SEPARABLE_OPS.length * sourceCount;
  return builder.selectWeights(
    `${name}/separable`,
    alternatives,
    sharedSeparableParams(channels),
    (cells) => {
      const { op, input } = of(cells);
      const opIndex = SEPARABLE_OPS.indexOf(op);
      return opIndex < 0 ? null : opIndex * sourceCount + input;
    },
  );
}

/** Builds a branch of a reduction cell: stride 2 for inputs, stride 1 for nodes, which already have half the size. */
function buildReductionBranch(
  builder: Builder<SupernetCells>,
  name: string,
  branch: RoutedBranch,
  states: readonly Tensor[],
): Tensor {
  const inputs = states.slice(0, INPUT_COUNT);
  const nodes = states.slice(INPUT_COUNT);
  const channels = inputs[0].shape[3];
  const specs = factorizedReductionParams(channels, channels);
  const identityWeights = builder.selectWeights(`${name}/reduction`, INPUT_COUNT, specs, (cells) => {
    const { op, input } = branch.getBranch(cells);
    return op === 'identity' && input < INPUT_COUNT ? input : null;
  });
  const outputs = [applyOps(branch, selectSource(inputs, branch.source, 0), 2, identityWeights)];
  if (nodes.length > 0) {
    outputs.push(applyOps(branch, selectSource(nodes, branch.source, INPUT_COUNT), 1, null));
  }
  return merge(outputs);
}

/** Returns the state that the branch reads. @param first index of the first of `states` */
function selectSource(states: readonly Tensor[], source: Choice, first: number): Tensor {
  return merge(states.map((state, i) => guard(state, [whenCase(source, first + i)])));
}

/** Applies the branch's operation to x. @param identityWeights parameters of the identity, if its stride is 2 */
function applyOps(
  branch: RoutedBranch,
  x: Tensor,
  stride: 1 | 2,
  identityWeights: readonly Tensor[] | null,
): Tensor {
  const [forSeparable, forAverage, forMaximum, forIdentity] = route(x, branch.kind) as Tensor[];
  const drop = (path: Tensor) => (branch.mask ? mul(path, branch.mask) : path);
  const identityOutput = identityWeights
    ? drop(factorizedReduction(forIdentity, identityWeights, branch.norm))
    : forIdentity;
  return merge([
    drop(applySeparable(branch, forSeparable, stride)),
    drop(averagePool(forAverage, 3, stride)),
    drop(maxPool(forMaximum, 3, stride)),
    identityOutput,
  ]);
}

/** Returns the parameters of a separable convolution applied twice. The kernels come last, with space for the larger size. */
function sharedSeparableParams(channels: number): ParameterSpec[] {
  const largest = Math.max(...KERNEL_SIZES);
  return [
    ...separableParams(channels),
    heNormal('depthwise', [2 * largest * largest * channels], largest * largest),
  ];
}

/** Applies a separable convolution twice, with kernels of the chosen size. */
function applySeparable(
  { separableWeights: parameters, kernel, norm }: RoutedBranch,
  x: Tensor,
  stride: 1 | 2,
): Tensor {
  const channels = x.shape[3];
  // Their pieces are copied only in runs that use them.
  const kernels = guard(parameters[parameters.length - 1], x.guard);
  const kernelsBySize = (route(kernels, kernel) as Tensor[]).map((flat, i) =>
    splitKernels(flat, KERNEL_SIZES[i], channels),
  );
  const depthwise = (input: Tensor, application: 0 | 1, strideOfApplication: number) =>
    merge(
      (route(input, kernel) as Tensor[]).map((each, i) =>
        depthwiseConv2d(each, kernelsBySize[i][application], strideOfApplication),
      ),
    );
  return separableTwice(x, parameters, depthwise, stride, norm);
}

/** Returns the kernels of both applications, [size, size, channels, 1] each. The rest of `flat` is unused. */
function splitKernels(flat: Tensor, size: number, channels: number): Tensor[] {
  const length = size * size * channels;
  const unused = flat.shape[0] - 2 * length;
  const parts = split(flat, unused > 0 ? [length, length, unused] : [length, length], 0);
  return parts.slice(0, 2).map((part) => reshape(part, [size, size, channels, 1]));
}

/** Applies ReLU and a 1x1 convolution to each loose end (a state that no branch reads), sums the results and normalizes. */
function projectLooseEnds(
  { builder, norm }: CnnSupernetParts,
  spec: CnnSupernetCellSpec,
  states: readonly Tensor[],
): Tensor {
  const { name, kind, channels } = spec;
  const { shape } = states[states.length - 1];
  const filterSpecs = [heNormal('filter', [channels, channels], channels)];
  const reductionSpecs = factorizedReductionParams(channels, channels);
  const terms = states.map((state, i) => {
    const pick = (cells: SupernetCells) => (cells[kind].looseEnds.includes(i) ? 0 : null);
    const under = guardLooseEnd(builder, spec, i);
    const [filter] = builder.selectWeights(`${name}/output${i}`, 1, filterSpecs, pick);
    let x = guard(state, under);
    if (x.shape[1] !== shape[1]) {
      const reduction = builder.selectWeights(`${name}/loose${i}`, 1, reductionSpecs, pick);
      x = factorizedReduction(x, reduction, norm);
    }
    return multiplyPixels(relu(x), filter);
  });
  const [gamma, beta] = builder.getWeights(`${name}/output`, [
    onesInit('gamma', channels),
    zerosInit('beta', channels),
  ]);
  return norm(reshape(sumAlive(terms), shape), gamma, beta);
}

/** Returns a guard that holds if no branch of the cell reads state `i`. The last state is never read. */
function guardLooseEnd(builder: Builder<SupernetCells>, spec: CnnSupernetCellSpec, i: number): Guard {
  const reads: Guard[] = [];
  for (let node = Math.max(0, i - 1); node < spec.nodes; node++) {
    for (const branchIndex of [0, 1]) {
      const { source } = declareChoices(builder, spec, node, branchIndex);
      reads.push([whenCase(source, i)]);
    }
  }
  return reads.length === 0 ? [] : [whenNone(reads)];
}
