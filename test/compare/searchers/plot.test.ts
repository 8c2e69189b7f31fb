import { plotBestSoFar } from '../../../src/compare/searchers/plot';
import type { Trace } from '../../../src/compare/searchers/trace';

/** A search of a table with three architectures. */
const trace: Trace = [60, 70, 80].map((score) => ({
  architecture: String(score),
  score,
  bestScore: score,
  bestFinalMetric: undefined,
}));
const searches = { searchers: ['random'] as const, seeds: [1, 2], trace: () => trace };

test('a plot ends where the table is exhausted, however large the budget', () => {
  expect(plotBestSoFar(searches, 99_999_999, 'accuracy')).toBe(plotBestSoFar(searches, 3, 'accuracy'));
});

test('the plot of a long search has a bounded number of points', () => {
  const long = Array.from({ length: 200_000 }, (_, i) => ({ ...trace[0], bestScore: i }));
  const svg = plotBestSoFar({ ...searches, trace: () => long }, 200_000, 'accuracy');
  expect(svg.length).toBeLessThan(200_000);
});
