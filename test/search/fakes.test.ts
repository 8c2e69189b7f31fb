import { createRandomStream } from '../../src/random';
import { createCnnSpace } from '../../src/space/cnn/space';
import { testEvaluator } from '../conformance/evaluator';
import { fakeEvaluator, filesOnDisk } from '../support/search/fakes';

const space = createCnnSpace(2);
const random = createRandomStream(1, 'fakes');
const pool = Array.from({ length: 4 }, () => space.sample(random));

testEvaluator('the fake without training', {
  space,
  pool,
  open: () => fakeEvaluator(space, { disk: filesOnDisk() }),
  openFailing: () => fakeEvaluator(space, { score: () => NaN }),
});

testEvaluator('the fake with training', {
  space,
  pool,
  open: () => fakeEvaluator(space, { rescores: true, steps: 7, disk: filesOnDisk() }),
  openFailing: () => fakeEvaluator(space, { rescores: true, steps: 7, score: () => NaN }),
});

testEvaluator('the fake of a table', {
  space,
  pool: pool.slice(1),
  open: () => fakeEvaluator(space, { all: pool.slice(1), disk: filesOnDisk() }),
  openFailing: () => fakeEvaluator(space, { all: pool.slice(1), score: () => Infinity }),
});
