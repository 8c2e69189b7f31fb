import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import { CnnSupernet, type FineTuningStep } from '../../../supernet/cnn';
import type { CnnSupernetSpec } from '../../../supernet/cnn/graph';
import { createBatch, pixelsFor, TINY, withSupernet } from '../../support/supernet/cnn';
import { temporaryFolder } from '../../support/temp-folder';

/** Everything that training changes: momentum and averages too. Statistics of training batches, which depend on the weights. */
const SPEC: CnnSupernetSpec = {
  ...TINY,
  space: { name: 'cnn', nodes: 1 },
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-3,
  clipNorm: 5,
  dropPathKeep: 0.8,
  dropoutKeep: 0.9,
  augmentation: { cropPaddingPixels: 1, horizontalFlip: true, cutoutPixels: 0 },
  averageWeights: true,
  accumulateStatistics: true,
  fineTuning: true,
};

const folder = temporaryFolder();

describe.each<[string, CnnSupernetSpec]>([
  ['cells of NAO', SPEC],
  ['NAS-Bench-201', { ...SPEC, space: { name: 'nasbench201', nodes: 0 }, dropPathKeep: 1 }],
])('a supernet of %s', (_, spec) => {
  const space = createSpace(spec.space.name, spec.space);
  const random = createRandomStream(4, 'cells');
  const architectures = Array.from({ length: 4 }, () => space.sample(random));
  const [first, second] = architectures;
  const scored = createBatch(8, 9, 10, 11);
  const statistics = [Int32Array.of(0, 1, 2, 3), Int32Array.of(4, 5, 6, 7)];
  const steps: FineTuningStep[] = [
    { batch: createBatch(0, 1, 2, 3), learningRate: 0.1 },
    { batch: createBatch(4, 5, 6, 7), learningRate: 0.05 },
  ];
  let supernet: CnnSupernet;
  beforeAll(() => {
    supernet = new CnnSupernet(spec, pixelsFor(spec), 3);
    architectures.forEach((each, step) =>
      supernet.train(each, createBatch(step, step + 1, step + 2, step + 3), 0.05, 1, step, step > 1),
    );
  });
  afterAll(() => supernet.dispose());

  function score(architecture: readonly number[]) {
    return supernet.withFineTuning(architecture, steps, 5, () =>
      supernet.evaluate(architecture, scored, statistics),
    );
  }

  test('is the same, bit for bit, after fine-tuning', () => {
    const before = saved('before');
    const fineTuned = score(first);
    expect(saved('after')).toEqual(before);
    expect(fineTuned.loss).not.toBe(supernet.evaluate(first, scored, statistics).loss);
    supernet.withFineTuning(first, steps, 5, () => {
      expect(saved('within')).not.toEqual(before);
    });
  });

  test('is the same after fine-tuning whose use fails, or whose weights are no longer finite', () => {
    const before = saved('before');
    const fail = () => {
      throw new Error('no score');
    };
    expect(() => supernet.withFineTuning(first, steps, 5, fail)).toThrow('no score');
    expect(saved('after')).toEqual(before);
    const diverging = [1, 2, 3].map(() => ({ batch: createBatch(0, 1, 2, 3), learningRate: 1e38 }));
    const { loss } = supernet.withFineTuning(first, diverging, 5, () =>
      supernet.evaluate(first, scored, statistics),
    );
    expect(loss).toBeNaN();
    expect(saved('diverged')).toEqual(before);
    expect(Number.isFinite(score(second).loss)).toBe(true);
  });

  test('gives each architecture the same score in any order', () => {
    const scores = architectures.map(score);
    expect(new Set(scores.map(({ loss }) => loss)).size).toBeGreaterThan(2);
    expect([...architectures].reverse().map(score).reverse()).toEqual(scores);
  });

  test('throws without the images of its statistics', () => {
    expect(() => supernet.evaluate(first, scored)).toThrow('got 0 batches for statistics');
  });

  function saved(name: string): readonly Buffer[] {
    const prefix = path.join(folder(), name);
    supernet.save(prefix);
    return ['index', 'data-00000-of-00001'].map((end) => fs.readFileSync(`${prefix}.${end}`));
  }
});

test('fine-tuning starts from the averages of the weights, without momentum', () => {
  const spec: CnnSupernetSpec = {
    ...TINY,
    space: { name: 'nasbench201', nodes: 0 },
    momentum: 0.9,
    averageWeights: true,
    fineTuning: true,
  };
  const cell = createSpace('nasbench201', spec.space).parse('3 2 1 4 0 3');
  withSupernet(spec, (supernet) => {
    for (const step of [0, 1, 2, 3]) supernet.train(cell, 0.05, undefined, step, step > 1 ? 1 : 0);
    const trained = supernet.read();
    const averaged = supernet.evaluate(cell);
    supernet.session.run('begin_fine_tuning');
    const started = supernet.read();
    expect(supernet.evaluate(cell)).toEqual(averaged);
    supernet.train(cell, 0.1);
    const { loss } = supernet.evaluate(cell);
    const tuned = supernet.read();
    supernet.session.run('end_fine_tuning');
    expect(supernet.read()).toEqual(trained);

    const parameters = Object.keys(trained).filter((name) => !name.includes('/'));
    expect(parameters).toContain('bank0');
    for (const name of parameters) {
      expect(started[name]).toEqual(trained[`${name}/average`]);
      expect(started[`${name}/momentum`].every((value) => value === 0)).toBe(true);
      expect(trained[`${name}/momentum`].some((value) => value !== 0)).toBe(true);
    }
    // The same step from the same weights in a supernet that was never trained otherwise.
    withSupernet({ ...spec, averageWeights: false, fineTuning: false }, (other) => {
      other.write(Object.fromEntries(Object.keys(other.read()).map((name) => [name, started[name]])));
      other.train(cell, 0.1);
      for (const name of parameters) expect(other.read()[name]).toEqual(tuned[name]);
      expect(other.evaluate(cell).loss).toBeCloseTo(loss, 5);
    });
  });
});
