import { controllerGraph } from '../../controller/graph';
import { presetByName } from '../../src/config/presets/by-name';
import { cnnSpace } from '../../src/space/cnn/space';
import { withoutGpuKernel } from '../support/graph/gpu-kernels';

it('has a GPU kernel for every op, or pins it to the CPU, and adds in a fixed order', () => {
  const graph = controllerGraph(cnnSpace(5), presetByName('paper').controller);
  expect(withoutGpuKernel(graph)).toEqual([]);
  expect(graph.nodes.filter(({ op }) => op === 'AddN')).toEqual([]);
});
