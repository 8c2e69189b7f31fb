import { createRandomStream } from '../../src/random';
import { fitGaussianProcess } from '../../src/statistics/gp';
import { createQueryPoint, IncrementalGaussianProcess } from '../../src/statistics/incremental-gp';

const KERNEL = { lengthScale: 0.7, noise: 0.1 };

test('fit returns the values computed by hand for two distant rows', () => {
  const process = new IncrementalGaussianProcess({ lengthScale: 1, noise: 1 });
  process.add([0]);
  process.add([100]);
  const fit = process.fit([3, 5]);
  // Center 4, kernel 1 + 1: the mean moves halfway to the target; the signal's variance is (1/2 + 1/2) / 2.
  expect(fit.mean(createQueryPoint([0]))).toBeCloseTo(3.5, 12);
  expect(fit.mean(createQueryPoint([50]))).toBeCloseTo(4, 12);
  expect(fit.priorStd).toBeCloseTo(Math.SQRT1_2, 12);
  expect(fit.std(createQueryPoint([0]))).toBeCloseTo(0.5, 12);
});

test('query points give the predictions of a process fitted from scratch, however many rows were added since', () => {
  const random = createRandomStream(1, 'rows');
  const rows = Array.from({ length: 30 }, () => Array.from({ length: 3 }, () => 2 * random() - 1));
  const targets = rows.map(([a, b, c]) => 90 + a * b - c);
  const process = new IncrementalGaussianProcess(KERNEL);
  const points = [[0, 0, 0], [0.5, -0.5, 0.1], rows[3]].map((row) => createQueryPoint(row));
  for (let known = 1; known <= rows.length; known++) {
    process.add(rows[known - 1]);
    if (known % 7 !== 0) continue;
    const fit = process.fit(targets.slice(0, known));
    const grid = { lengthScales: [KERNEL.lengthScale], noises: [KERNEL.noise] };
    const scratch = fitGaussianProcess(rows.slice(0, known), targets.slice(0, known), grid);
    expect(fit.priorStd).toBeCloseTo(scratch.priorStd, 9);
    for (const point of points) {
      expect(fit.mean(point)).toBeCloseTo(scratch.mean(point.row), 9);
      expect(fit.std(point)).toBeCloseTo(scratch.std(point.row), 9);
    }
  }
});

test('equal targets are predicted everywhere, without uncertainty', () => {
  const process = new IncrementalGaussianProcess(KERNEL);
  process.add([0]);
  process.add([1]);
  const fit = process.fit([90, 90]);
  expect([fit.mean(createQueryPoint([7])), fit.std(createQueryPoint([7]))]).toEqual([90, 0]);
});
