import { describeSearchPlan } from '../../src/search/plan';
import { digitSpace } from '../support/search/digits';
import { fakeEvaluator, settings } from '../support/search/fakes';

const space = digitSpace(6, 9);
const evaluation = fakeEvaluator(space, { rescores: true, steps: 5 });

test('describeSearchPlan lists training and scoring of a pool that is rescored each round', () => {
  const lines = describeSearchPlan({ mode: 'ws', ...settings({ run: { maxHours: 10 } }) }, evaluation, space);
  expect(lines).toEqual([
    'search: mode ws, seed 7, 3 rounds',
    'architectures: 8 random ones in the first round, 3 new ones in each later round from the best 4: at most 14',
    'training: 2.5 epochs = 5 steps before the first scoring, 2.5 epochs = 5 steps before each later one; 15 steps in all',
    'scoring: fake_score (higher is better), the whole pool in each round, 24 scores',
    'controller: retrained in each round but the last, 5 epochs each',
    'stops after 10 hours, can be resumed',
  ]);
});

test('describeSearchPlan counts the scores of a pool that keeps all architectures', () => {
  const config = settings({ search: { keepAll: true } });
  // 8 + 11 + 14
  expect(describeSearchPlan({ mode: 'ws', ...config }, evaluation, space)).toContain(
    'scoring: fake_score (higher is better), the whole pool in each round, 33 scores',
  );
});

test('describeSearchPlan describes a single round as a random search', () => {
  const lines = describeSearchPlan(
    { mode: 'ws', ...settings({ search: { rounds: 1 } }) },
    { ...evaluation, stepsPerEpoch: 5 },
    space,
  );
  expect(lines).toContain('training: 1 epoch = 5 steps before the first scoring; 5 steps in all');
  expect(lines.at(-1)).toBe('controller: none, since one round is a random search');
});
