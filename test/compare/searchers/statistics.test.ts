import type { SearcherName } from '../../../src/compare/searchers/factories';
import { plotBestSoFar } from '../../../src/compare/searchers/plot';
import {
  collectValuesAt,
  type ComparedSearches,
  compareInPairs,
  summarizeSearches,
} from '../../../src/compare/searchers/statistics';
import type { Trace } from '../../../src/compare/searchers/trace';

/** Creates a trace from the test accuracies of the best so far; undefined until there is a score. */
function createTrace(...reported: (number | undefined)[]): Trace {
  return reported.map((value, i) => ({
    architecture: String(i),
    score: value === undefined ? NaN : value / 2,
    bestScore: value === undefined ? undefined : value / 2,
    bestFinalMetric: value,
  }));
}

function createSearches(traces: Partial<Record<SearcherName, readonly Trace[]>>): ComparedSearches {
  const searchers = Object.keys(traces) as SearcherName[];
  const seeds = [1, 2, 3];
  return { searchers, seeds, trace: (searcher, seed) => traces[searcher]?.[seed - 1] ?? [] };
}

const both = createSearches({
  nao: [createTrace(90, 93, 94), createTrace(90, 91, 92), createTrace(90, 92, 93)],
  random: [createTrace(90, 91, 93), createTrace(90, 91, 91), createTrace(90, 90, 92)],
});

test('summarizeSearches computes mean, standard deviation and interval at each budget', () => {
  const [nao, random, naoLater] = summarizeSearches(both, [2, 3]);
  expect(nao).toMatchObject({
    searcher: 'nao',
    budget: 2,
    seeds: 3,
    mean: 92,
    std: 1,
    meanBestScore: 46,
  });
  expect(random.mean).toBeCloseTo(272 / 3, 12);
  expect(random.std).toBeCloseTo(Math.sqrt(1 / 3), 12);
  expect(naoLater).toMatchObject({ budget: 3, mean: 93 });
  expect(nao.interval?.low).toBeGreaterThanOrEqual(91);
  expect(nao.interval?.low).toBeLessThan(92);
  expect(nao.interval?.high).toBeLessThanOrEqual(93);
});

test('compareInPairs compares the first searcher with the others seed by seed', () => {
  const [two, three] = compareInPairs(both, [2, 3]);
  expect(two).toMatchObject({ searcher: 'nao', baseline: 'random', budget: 2, seeds: 3 });
  expect(two.difference).toBeCloseTo(4 / 3, 12);
  // All differences are 1, so every resample has mean 1. Two of the 8 sign patterns are as extreme.
  expect(three).toMatchObject({ difference: 1, interval: { low: 1, high: 1 } });
  expect(three.pValue).toBeCloseTo(0.25, 1);
});

test('an exhausted search keeps its last value, and a search without scores has none', () => {
  const short = createSearches({
    nao: [createTrace(90, 93), createTrace(undefined, undefined), createTrace(90, 91)],
    random: [createTrace(90, 92), createTrace(90, 91), createTrace(undefined, undefined)],
  });
  expect(collectValuesAt(short, 'nao', 100)).toEqual([93, undefined, 91]);
  expect(summarizeSearches(short, [100])[0]).toMatchObject({ seeds: 2, mean: 92 });
  expect(compareInPairs(short, [100])[0]).toMatchObject({ seeds: 1, difference: 1 });
  const none = createSearches({ nao: [], random: [] });
  expect(summarizeSearches(none, [10])[0]).toMatchObject({ seeds: 0, mean: undefined, interval: undefined });
  expect(compareInPairs(none, [10])[0]).toMatchObject({ seeds: 0, difference: undefined, pValue: undefined });
});

test('collectValuesAt falls back to scores if there is no final metric', () => {
  const unreported = both.trace('nao', 1).map((point) => ({ ...point, bestFinalMetric: undefined }));
  expect(collectValuesAt(createSearches({ nao: [unreported] }), 'nao', 3)).toEqual([
    47,
    undefined,
    undefined,
  ]);
});

test('plotBestSoFar returns a reproducible SVG document that names every line', () => {
  const svg = plotBestSoFar(both, 3, 'test accuracy');
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  for (const text of [
    'nao',
    'random',
    'queries',
    'mean test accuracy of the best so far',
    'Best test accuracy so far by queries, mean over 3 seeds',
  ]) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(plotBestSoFar(both, 3, 'test accuracy')).toBe(svg);
});
