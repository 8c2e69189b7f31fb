import { createNaoCellsNetwork } from '../../../src/child/cnn/nao-cells/network';
import { Graph } from '../../../src/graph/graph';
import { countElements, type GraphNode } from '../../../src/graph/tensor';
import { FlatParameters, type ParameterSource } from '../../../src/layers/parameters/flat';
import { computeTotalSize } from '../../../src/layers/parameters/spec';
import { createRandomStream } from '../../../src/random';
import { resolveArchitecture } from '../../../src/run/resolve-architecture';
import { type CellOutput, type CnnCells, isCnnSpace } from '../../../src/space/cnn/cells';
import { computeNetworkCost, type NetworkSize } from '../../../src/space/cnn/counts';
import { createCnn11Space } from '../../../src/space/cnn/factored-space';
import { createCnnSpace } from '../../../src/space/cnn/space';
import type { NetworkCost } from '../../../src/space/space';
import { childSpec } from '../../support/child/cnn';
import { TINY } from '../../support/supernet/cnn';

/* What is counted for cells, against the graphs that are built of them. */

const random = createRandomStream(5, 'cells');
const cells: readonly CnnCells[] = [
  ...['NAONet', 'NAONet-WS', 'ENAS-micro'].map(published),
  ...[1, 2, 5].flatMap((nodes) =>
    [createCnnSpace(nodes), createCnn11Space(nodes)].flatMap((space) =>
      Array.from({ length: 4 }, () => space.cells(space.sample(random))),
    ),
  ),
];

function published(name: string): CnnCells {
  const { space, architecture } = resolveArchitecture(name);
  if (!isCnnSpace(space)) throw new Error(`${name} has no CNN cells`);
  return space.cells(architecture);
}

describe.each<CellOutput>(['concatenated', 'projected'])('with %s outputs', (cellOutput) => {
  test.each([
    [16, 16],
    [13, 10],
  ])('counts parameters and multiply-adds as the graph for images of %i x %i has them', (height, width) => {
    const network = {
      cellsPerStack: 2,
      channels: 6,
      height,
      width,
      imageChannels: 3,
      classes: 10,
      cellOutput,
    };
    for (const each of cells) {
      expect(computeNetworkCost(each, network)).toEqual(ofGraph(each, network));
    }
  });
});

function ofGraph(of: CnnCells, network: NetworkSize): NetworkCost {
  const spec = { ...childSpec(TINY), ...network };
  const graph = new Graph();
  const image = graph.placeholder('image', [1, spec.height, spec.width, spec.imageChannels], 'float32');
  const parameters = new FlatParameters();
  const source: ParameterSource = { getWeights: (name, specs) => parameters.trace(graph, name, specs) };
  createNaoCellsNetwork(of)(source, spec, image, null, (x) => x);
  return {
    parameters: computeTotalSize(parameters.specs),
    multiplyAdds: graph.nodes.reduce((sum, node) => sum + multiplyAdds(node), 0),
  };
}

/** Counts the multiplications of a convolution or a product: the summed terms of each output. */
function multiplyAdds({ op, inputs, outputs }: GraphNode): number {
  const filter = inputs[1]?.shape;
  if (op === 'MatMul') return countElements(outputs[0].shape) * filter[0];
  if (op === 'Conv2D') return countElements(outputs[0].shape) * filter[0] * filter[1] * filter[2];
  if (op === 'DepthwiseConv2dNative') return countElements(outputs[0].shape) * filter[0] * filter[1];
  return 0;
}
