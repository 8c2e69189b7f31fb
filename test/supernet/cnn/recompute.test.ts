import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import type { CnnSupernetSpec } from '../../../supernet/cnn';
import { buildCnnSupernetGraph } from '../../../supernet/cnn/graph';
import { TINY, withSupernet } from '../../support/supernet/cnn';

const SPEC: CnnSupernetSpec = {
  ...TINY,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-3,
  clipNorm: 1,
  dropPathKeep: 0.8,
  auxiliaryHead: true,
};

describe.each(['cnn', 'nasbench201'])('%s: a supernet that recomputes products', (name) => {
  const spec = { ...SPEC, space: { name, nodes: 3 } };

  test('trains and scores the same to the bit', () => {
    const [plain, recomputed] = [false, true].map((recompute) => trainAndScore({ ...spec, recompute }));
    expect(recomputed).toEqual(plain);
    expect(new Set(plain.steps.map(({ loss }) => loss)).size).toBe(plain.steps.length);
  });

  test('computes no product again before the gradient that needs it', () => {
    const { nodes } = buildCnnSupernetGraph({ ...spec, recompute: true }).graph;
    const again = nodes.filter(({ op, control }) => op === 'MatMul' && control.length > 0);
    expect(again.length).toBeGreaterThan(10);
    for (const { id, inputs, control } of again) {
      const first = nodes.find(
        (each) => each.op === 'MatMul' && each.inputs.every((x, i) => x === inputs[i]),
      );
      expect(first?.id).toBeLessThan(control[0].id);
      expect(control[0].id).toBeLessThan(id);
    }
  });
});

/** Trains random architectures for some steps, and scores them. */
function trainAndScore(spec: CnnSupernetSpec) {
  const space = createSpace(spec.space.name, spec.space);
  const random = createRandomStream(4, 'recompute');
  const architectures = Array.from({ length: 6 }, () => space.sample(random));
  return withSupernet(spec, (supernet) => ({
    steps: architectures.map((each, step) => supernet.train(each, 0.1, undefined, step)),
    scores: architectures.map((each) => supernet.evaluate(each)),
    weights: supernet.read(),
  }));
}
