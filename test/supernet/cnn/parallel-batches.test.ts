import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import { CnnSupernet, type CnnSupernetSpec } from '../../../supernet/cnn';
import { createBatch, pixelsFor, TINY } from '../../support/supernet/cnn';

/** Ten images, in batches of four: the last batch is incomplete. */
const SCORED = [0, 3, 5, 7, 9, 11, 2, 4, 6, 8];

/** Trains some steps and scores two architectures, with that many batches side by side. */
function score(spec: CnnSupernetSpec, parallelBatches: number): number[] {
  const supernet = new CnnSupernet({ ...spec, parallelBatches }, pixelsFor(spec), 3);
  const space = createSpace(spec.space.name, spec.space);
  const random = createRandomStream(1, 'parallel');
  const cells = [0, 1].map(() => space.sample(random));
  try {
    cells.forEach((cell, step) =>
      supernet.train(cell, createBatch(...SCORED.slice(0, spec.batchSize)), 0.1, 1, step),
    );
    const statistics = spec.accumulateStatistics
      ? [Int32Array.from(SCORED.slice(0, 4)), Int32Array.from(SCORED.slice(4, 8))]
      : [];
    return cells.flatMap((cell) => {
      const { loss, accuracy } = supernet.evaluate(cell, createBatch(...SCORED), statistics);
      return [loss, accuracy];
    });
  } finally {
    supernet.dispose();
  }
}

test.each([
  { name: 'cnn', accumulateStatistics: false },
  { name: 'cnn', accumulateStatistics: true },
  { name: 'nasbench201', accumulateStatistics: false },
])(
  'a score in $name (statistics: $accumulateStatistics) is the same to the bit, however many batches are side by side',
  (each) => {
    const spec = {
      ...TINY,
      space: { name: each.name, nodes: 2 },
      accumulateStatistics: each.accumulateStatistics,
    };
    const one = score(spec, 1);
    expect(one.every(Number.isFinite)).toBe(true);
    expect(new Set(one).size).toBeGreaterThan(2);
    expect(score(spec, 2)).toEqual(one);
    expect(score(spec, 3)).toEqual(one);
  },
);
