import { addAll, averagePool, sub } from '../../graph/ops';
import type { Tensor } from '../../graph/tensor';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import {
  reluConv2dNorm,
  reluConv2dNormParams,
  reluConvNorm,
  reluConvNormParams,
} from '../../layers/relu-conv-norm';
import { stackStages } from '../../networks/stacked-stages';
import { EDGES, NASBENCH201_OPS, type NasBench201Op, NODE_COUNT } from '../../space/nasbench201/cells';
import type { Architecture } from '../../space/space';
import type { CnnChildNetwork } from './network';

/**
 * Creates the network of a NAS-Bench-201 cell (Dong and Yang, ICLR 2020, section 2.1). Edges that do not lead to the output
 * have parameters too, as in the benchmark.
 */
export function createNasBench201Network(architecture: Architecture): CnnChildNetwork {
  const ops = architecture.map((op) => NASBENCH201_OPS[op]);
  return (parameters, spec, images, dropSettings, norm) =>
    stackStages(parameters, spec, images, dropSettings, norm, (name, x) =>
      buildCell({ parameters, norm }, ops, name, x),
    );
}

/** Parameters and normalization of a network. */
interface NetworkParts {
  readonly parameters: ParameterSource;
  readonly norm: Normalization;
}

/** Builds a cell: a node is the sum of the operations on its incoming edges, zeros if it has none. */
function buildCell(parts: NetworkParts, ops: readonly NasBench201Op[], name: string, x: Tensor): Tensor {
  const nodes = [x];
  for (let node = 1; node < NODE_COUNT; node++) {
    const terms = EDGES.flatMap(({ from, to }, edge) =>
      to === node ? OP_BUILDERS[ops[edge]](nodes[from], `${name}/${edge}`, parts) : [],
    );
    nodes.push(terms.length > 0 ? addAll(terms) : sub(x, x));
  }
  return nodes[NODE_COUNT - 1];
}

/** Builds the operation of an edge: the term it adds to its node, or none. */
type OpBuilder = (x: Tensor, name: string, parts: NetworkParts) => readonly Tensor[];

const OP_BUILDERS: Record<NasBench201Op, OpBuilder> = {
  none: () => [],
  skip_connect: (x) => [x],
  nor_conv_1x1(x, name, { parameters, norm }) {
    const specs = reluConvNormParams(x.shape[3], x.shape[3]);
    return [reluConvNorm(x, parameters.getWeights(`${name}/1x1`, specs), norm)];
  },
  nor_conv_3x3(x, name, { parameters, norm }) {
    const specs = reluConv2dNormParams([3, 3], x.shape[3], x.shape[3]);
    return [reluConv2dNorm(x, parameters.getWeights(`${name}/3x3`, specs), 1, norm)];
  },
  avg_pool_3x3: (x) => [averagePool(x, 3, 1)],
};
