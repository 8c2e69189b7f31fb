import { buildControllerGraph } from '../../controller/graph';
import { resolvePreset } from '../../src/config/presets/by-name';
import { createCnnSpace } from '../../src/space/cnn/space';
import { withoutGpuKernel } from '../support/graph/gpu-kernels';

test('every op of the controller has a GPU kernel or is pinned to the CPU, and sums have a fixed order', () => {
  const graph = buildControllerGraph(createCnnSpace(5), resolvePreset('paper').controller);
  expect(withoutGpuKernel(graph)).toEqual([]);
  expect(graph.nodes.filter(({ op }) => op === 'AddN')).toEqual([]);
});
