import { createCnnChildNetwork } from '../../src/child/cnn/create-network';
import { buildCnnChildGraph } from '../../src/child/cnn/graph';
import type { CnnChildNetwork } from '../../src/child/cnn/network';
import { resolveArchitecture } from '../../src/run/resolve-architecture';
import { childSpec, type OpenedChild, withChild } from '../support/child/cnn';
import { withoutGpuKernel } from '../support/graph/gpu-kernels';
import { TINY } from '../support/supernet/cnn';

const spec = { ...childSpec(TINY), cellOutput: 'concatenated' as const, momentum: 0.9 };

/** NAONet, whose cells have operations of all kinds except separable convolutions. */
const naonet = networkOf('NAONet');

function networkOf(name: string): CnnChildNetwork {
  const { space, architecture } = resolveArchitecture(name);
  const network = createCnnChildNetwork(space, architecture);
  if (network === undefined) throw new Error(`${name} has no convolutional network`);
  return network;
}

test('a CNN child has GPU kernels for all of its ops', () => {
  for (const network of [naonet, networkOf('NAONet-WS')]) {
    const { graph } = buildCnnChildGraph(
      { ...spec, dropPathKeep: 'fed', auxiliaryHead: true, height: 32, width: 32 },
      network,
    );
    expect(withoutGpuKernel(graph)).toEqual([]);
  }
});

test('a CNN child builds the same graph every time', () => {
  const [first, second] = [1, 2].map(() => buildCnnChildGraph(spec, naonet).graph);
  expect(second.nodes.map(({ name, op }) => [name, op])).toEqual(
    first.nodes.map(({ name, op }) => [name, op]),
  );
});

test('a CNN child learns its images, and evaluates them by running averages', () => {
  withChild(spec, naonet, (child) => {
    const before = child.evaluate();
    const losses = Array.from({ length: 60 }, () => child.train(0.02).loss);
    expect(losses[59]).toBeLessThan(losses[0] / 4);
    const after = child.evaluate();
    expect(after.right).toBe(spec.evalBatchSize);
    expect(after.loss).toBeLessThan(before.loss / 2);
  });
});

test('evaluation gives an image the same result in every batch', () => {
  const alone = { ...spec, evalBatchSize: 1 };
  const images = [8, 9, 10, 11];
  const together = trained(spec, (child) =>
    images.map((_, i) => child.evaluate(Float32Array.from(images, (__, j) => (i === j ? 1 : 0))).loss),
  );
  const single = trained(alone, (child) =>
    images.map((image) => child.evaluate(undefined, Int32Array.of(image)).loss),
  );
  single.forEach((loss, i) => expect(loss).toBeCloseTo(together[i], 4));
});

test('running averages move by a tenth of the difference, and converge to unbiased variances', () => {
  withChild(spec, naonet, (child) => {
    const start = child.averages();
    const half = start.length / 2;
    expect([...start]).toEqual([...new Array<number>(half).fill(0), ...new Array<number>(half).fill(1)]);
    child.train(0);
    const once = child.averages();
    child.train(0);
    const twice = child.averages();
    // With the same batch and weights, the difference shrinks by 0.9 per step, so that the limit is known.
    twice.forEach((value, i) => {
      const limit = start[i] + (once[i] - start[i]) / 0.1;
      expect(value - limit).toBeCloseTo(0.81 * (start[i] - limit), 3);
    });
  });
});

test('training steps depend on the seed, with drop-path', () => {
  const noisy = { ...spec, dropPathKeep: 'fed' as const, dropoutKeep: 0.8 };
  const steps = (dropPathKeep: number) =>
    withChild(noisy, naonet, (child) =>
      [0, 1, 2].map((step) => child.train(0.05, undefined, dropPathKeep, step).loss),
    );
  const first = steps(0.7);
  expect(steps(0.7)).toEqual(first);
  expect(steps(0.5)).not.toEqual(first);
});

/** Trains a child for some steps, so that its averages differ from the initial ones. */
function trained<T>(of: typeof spec, use: (child: OpenedChild) => T): T {
  return withChild(of, naonet, (child) => {
    for (let step = 0; step < 5; step++) child.train(0.02, Int32Array.of(0, 1, 2, 3), 1, step);
    return use(child);
  });
}
