import { createRandomStream } from '../../src/random';
import { fitGaussianProcess } from '../../src/statistics/gp';
import { createIncrementalGaussianProcess, createQueryPoint } from '../../src/statistics/incremental-gp';

const KERNEL = { lengthScale: 0.7, noise: 0.1 };

test('one row, by hand: half of what is at a distance where the kernel is a half', () => {
  const process = createIncrementalGaussianProcess({ lengthScale: 1, noise: 1 });
  process.add([0]);
  process.add([100]);
  const fit = process.fit([3, 5]);
  // Center 4, kernel 1 + 1: the mean moves half of the way to the target; variance of the signal (1/2 + 1/2) / 2.
  expect(fit.mean(createQueryPoint([0]))).toBeCloseTo(3.5, 12);
  expect(fit.mean(createQueryPoint([50]))).toBeCloseTo(4, 12);
  expect(fit.priorStd).toBeCloseTo(Math.SQRT1_2, 12);
  expect(fit.std(createQueryPoint([0]))).toBeCloseTo(0.5, 12);
});

test('places that rows are added to say what a process fitted anew says', () => {
  const random = createRandomStream(1, 'rows');
  const rows = Array.from({ length: 30 }, () => Array.from({ length: 3 }, () => 2 * random() - 1));
  const targets = rows.map(([a, b, c]) => 90 + a * b - c);
  const process = createIncrementalGaussianProcess(KERNEL);
  const places = [[0, 0, 0], [0.5, -0.5, 0.1], rows[3]].map((row) => createQueryPoint(row));
  for (let known = 1; known <= rows.length; known++) {
    process.add(rows[known - 1]);
    if (known % 7 !== 0) continue;
    const fit = process.fit(targets.slice(0, known));
    const grid = { lengthScales: [KERNEL.lengthScale], noises: [KERNEL.noise] };
    const anew = fitGaussianProcess(rows.slice(0, known), targets.slice(0, known), grid);
    expect(fit.priorStd).toBeCloseTo(anew.priorStd, 9);
    for (const place of places) {
      expect(fit.mean(place)).toBeCloseTo(anew.mean(place.row), 9);
      expect(fit.std(place)).toBeCloseTo(anew.std(place.row), 9);
    }
  }
});

test('equal targets: expected everywhere, without doubt', () => {
  const process = createIncrementalGaussianProcess(KERNEL);
  process.add([0]);
  process.add([1]);
  const fit = process.fit([90, 90]);
  expect([fit.mean(createQueryPoint([7])), fit.std(createQueryPoint([7]))]).toEqual([90, 0]);
});
