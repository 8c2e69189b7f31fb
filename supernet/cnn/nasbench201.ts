import { averagePool, merge, route, zerosIfDead } from '../../src/graph/ops';
import { sumAlive } from '../../src/graph/sum';
import type { Tensor } from '../../src/graph/tensor';
import type { Normalization } from '../../src/layers/norm';
import type { Builder } from '../../src/layers/parameters/layout';
import type { ParameterSpec } from '../../src/layers/parameters/spec';
import {
  reluConv2dNorm,
  reluConv2dNormParams,
  reluConvNorm,
  reluConvNormParams,
} from '../../src/layers/relu-conv-norm';
import type { CnnNetworkSpec } from '../../src/networks/classifier/network';
import { stackStages } from '../../src/networks/stacked-stages';
import { EDGES, NASBENCH201_OPS, type NasBench201Op, NODE_COUNT } from '../../src/space/nasbench201/cells';
import { pruneUnreadEdges } from '../../src/space/nasbench201/paths';
import type { Architecture } from '../../src/space/space';
import type { CnnSupernetNetwork } from './network';

/**
 * Creates the supernet of NAS-Bench-201 (Dong and Yang, ICLR 2020, section 2.1): the benchmark's network, in which each edge
 * of each cell has weights of its own for each operation. Edges that do not lead to the output are not computed.
 */
export function createNasBench201Supernet(spec: CnnNetworkSpec): CnnSupernetNetwork<Architecture> {
  return {
    toRoute: pruneUnreadEdges,
    build: (builder, images, dropSettings, norm) =>
      stackStages(builder, spec, images, dropSettings, norm, (name, x) =>
        buildCell({ builder, norm }, name, x),
      ),
  };
}

/** Parameters, choices and normalization of a network. */
interface NetworkParts {
  readonly builder: Builder<Architecture>;
  readonly norm: Normalization;
}

/** Builds a cell in which the architecture, fed as choices and rows of parameters, determines the operation of each edge. */
function buildCell(parts: NetworkParts, name: string, x: Tensor): Tensor {
  const nodes = [x];
  for (let node = 1; node < NODE_COUNT; node++) {
    const terms = EDGES.flatMap(({ from, to }, edge) =>
      to === node ? [buildEdge(parts, name, edge, nodes[from])] : [],
    );
    nodes.push(zerosIfDead(sumAlive(terms), x.guard));
  }
  return nodes[NODE_COUNT - 1];
}

/** Builds the operation of an edge on x. The result is dead if the operation is `none`. */
function buildEdge({ builder, norm }: NetworkParts, name: string, edge: number, x: Tensor): Tensor {
  const choice = builder.choice(`${edge}/op`, NASBENCH201_OPS.length, (architecture) => architecture[edge]);
  const inputs = route(
    x,
    choice,
    NASBENCH201_OPS.map((op) => op !== 'none'),
  );
  const outputs = inputs.flatMap((input, op) => {
    if (input === null) return [];
    const select: WeightSelector = (kind, specs) =>
      builder.selectWeights(`${name}/${edge}/${kind}`, 1, specs, (architecture) =>
        architecture[edge] === op ? 0 : null,
      );
    return [OP_BUILDERS[NASBENCH201_OPS[op]](input, select, norm)];
  });
  return merge(outputs);
}

/** Returns the parameters of the edge's operation. @param kind part of their name */
type WeightSelector = (kind: string, specs: readonly ParameterSpec[]) => readonly Tensor[];

const OP_BUILDERS: Record<NasBench201Op, (x: Tensor, select: WeightSelector, norm: Normalization) => Tensor> =
  {
    none: (x) => x,
    skip_connect: (x) => x,
    nor_conv_1x1: (x, select, norm) =>
      reluConvNorm(x, select('1x1', reluConvNormParams(x.shape[3], x.shape[3])), norm),
    nor_conv_3x3: (x, select, norm) =>
      reluConv2dNorm(x, select('3x3', reluConv2dNormParams([3, 3], x.shape[3], x.shape[3])), 1, norm),
    avg_pool_3x3: (x) => averagePool(x, 3, 1),
  };
