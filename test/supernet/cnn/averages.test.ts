import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import { TINY, withSupernet } from '../../support/supernet/cnn';

const SPEC = { ...TINY, space: { name: 'nasbench201', nodes: 1 } };
const cell = createSpace('nasbench201', SPEC.space).sample(createRandomStream(1, 'cell'));
const STEPS = 5;
const FIRST_AVERAGED = 2;

test('evaluates with the mean of the weights after the steps that are averaged', () => {
  const wanted = withSupernet(SPEC, (supernet) => {
    const afterSteps = Array.from({ length: STEPS }, () => {
      supernet.train(cell, 0.1);
      return supernet.read();
    }).slice(FIRST_AVERAGED);
    const means = Object.entries(afterSteps[0]).map(([name, values]) => [
      name,
      values.map((_, i) => afterSteps.reduce((sum, each) => sum + each[name][i], 0) / afterSteps.length),
    ]);
    supernet.write(Object.fromEntries(means) as Record<string, Float32Array>);
    return supernet.evaluate(cell).loss;
  });
  withSupernet({ ...SPEC, averageWeights: true }, (supernet) => {
    const last = Array.from({ length: STEPS }, (_, step) => {
      supernet.train(cell, 0.1, undefined, step, step < FIRST_AVERAGED ? 0 : 1);
      return supernet.evaluate(cell).loss;
    });
    expect(last[STEPS - 1]).toBeCloseTo(wanted, 4);
    expect(last[FIRST_AVERAGED]).not.toBeCloseTo(wanted, 3);
  });
});

test('evaluates with the last weights before any are averaged', () => {
  const losses = [false, true].map((averageWeights) =>
    withSupernet({ ...SPEC, averageWeights }, (supernet) => {
      supernet.train(cell, 0.1);
      return supernet.evaluate(cell).loss;
    }),
  );
  expect(losses[1]).toBeCloseTo(losses[0], 5);
});
