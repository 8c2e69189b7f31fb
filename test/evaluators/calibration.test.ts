import { correlateScores } from '../../src/evaluators/calibration';

const accuracy = { direction: 'maximize' as const, values: [0.3, 0.1, 0.2, 0.4] };

test.each([
  ['accuracies', 'maximize', [0.8, 0.6, 0.7, 0.9]],
  ['losses', 'minimize', [2, 4, 3, 1]],
] as const)('correlateScores is 1 for %s in the same order', (_, direction, values) => {
  for (const { tau, rho } of [
    correlateScores(accuracy, { direction, values }),
    correlateScores({ direction, values }, accuracy),
  ]) {
    expect([tau.value, rho.value, tau.n]).toEqual([1, 1, 4]);
  }
});

test('correlateScores leaves out architectures that lack a score', () => {
  // Of the three pairs, (0.1, 0.4) alone is in the wrong order: (2 - 1) / 3.
  const { tau } = correlateScores(accuracy, { direction: 'maximize', values: [0.9, 0.8, NaN, 0.7] });
  expect(tau).toEqual({ value: expect.closeTo(-1 / 3, 12) as number, n: 3 });
});
