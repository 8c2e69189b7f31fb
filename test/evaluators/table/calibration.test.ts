import {
  describeRankings,
  measureRanking,
  nameTableColumns,
  type RankedColumn,
} from '../../../src/evaluators/table/calibration';

const TRUTH: RankedColumn = { name: 'test', direction: 'maximize', values: [90, 92, 94, 91] };
const SHARED: RankedColumn = { name: 'shared', direction: 'maximize', values: [0.1, 0.4, 0.3, 0.2] };

test('measureRanking compares an order with the true values', () => {
  // Of six pairs one is wrong (92 before 94). Ranks 1 4 3 2 and 1 3 4 2: rho = 1 - 6 * 2 / 60.
  expect(measureRanking(TRUTH, SHARED)).toEqual({
    table_column: 'test',
    direction: 'maximize',
    ranked_by: 'shared',
    ranked_direction: 'maximize',
    cells: 4,
    kendall_tau: expect.closeTo(4 / 6, 12),
    spearman_rho: expect.closeTo(0.8, 12),
    pairwise_accuracy: expect.closeTo(5 / 6, 12),
    top1: 92,
    top1_percentile: 2 / 3,
    top10_mean: 91.75,
    top10_best: 94,
    random_mean: 91.75,
    random10_best: 94,
    table_best: 94,
  });
});

test('correlations are positive if both sides agree, whichever direction is better', () => {
  const perplexity: RankedColumn = { name: 'test', direction: 'minimize', values: [80, 60, 50, 70] };
  const shared: RankedColumn = { ...SHARED, direction: 'minimize', values: [900, 600, 700, 800] };
  expect(measureRanking(perplexity, shared)).toMatchObject({
    kendall_tau: expect.closeTo(4 / 6, 12),
    top1: 60,
    top1_percentile: 2 / 3,
    top10_mean: 65,
    top10_best: 50,
    random_mean: 65,
    table_best: 50,
  });
});

test('cells without a score or a true value are left out', () => {
  const truth = { ...TRUTH, values: [90, NaN, 94, 91] };
  const shared = { ...SHARED, values: [0.1, 0.4, 0.3, Infinity] };
  expect(measureRanking(truth, shared)).toMatchObject({
    cells: 2,
    kendall_tau: 1,
    top1: 94,
    random_mean: 92,
  });
  const none = measureRanking({ ...TRUTH, values: [NaN] }, { ...SHARED, values: [1] });
  expect(none).toMatchObject({ cells: 0, kendall_tau: undefined, top1: undefined, table_best: undefined });
});

test('columns of the table get a prefix if another column has their name', () => {
  expect(nameTableColumns('shared', ['test', 'parameters', 'shared'])).toEqual([
    'test',
    'table_parameters',
    'table_shared',
  ]);
});

test('describeRankings prints a text table per column, with random cells for comparison', () => {
  const constant = { ...SHARED, name: 'parameters', values: [5, 5, 5, 5] };
  expect(describeRankings([measureRanking(TRUTH, SHARED), measureRanking(TRUTH, constant)])).toEqual([
    'test of 4 cells (maximize), best 94.0000',
    '  ranked by             tau          rho  pairs right       best 1  better than best 10 mean   best of 10',
    '  shared             0.6667       0.8000       83.3 %      92.0000       66.7 %      91.7500      94.0000',
    '  parameters      undefined    undefined       50.0 %      91.7500       50.0 %      91.7500      94.0000',
    '  random cells            0            0       50.0 %      91.7500       50.0 %      91.7500      94.0000',
  ]);
});
