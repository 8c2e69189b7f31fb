import { describeSearchPlan } from '../../src/search/plan';
import { digitSpace } from '../support/search/digits';
import { fakeEvaluator, settings } from '../support/search/fakes';

const work = fakeEvaluator(digitSpace(6, 9), { drift: true, steps: 5 });

it('tells training and the scoring of the whole pool where scores drift', () => {
  const lines = describeSearchPlan({ mode: 'ws', ...settings({ run: { maxHours: 10 } }) }, work);
  expect(lines).toEqual([
    'search: mode ws, seed 7, 3 rounds',
    'architectures: 8 random ones at first, 3 new ones in each later round from the best 4: at most 14',
    'training: 2.5 epochs = 5 steps before the first scoring, 2.5 epochs = 5 steps before each later one; 15 steps in all',
    'scoring: fake_score (higher is better), the whole pool in each round, 24 scores',
    'controller: learned anew in each round but the last, 5 epochs each',
    'stops after 10 hours, to be resumed',
  ]);
});

it('says that one round alone is a random search', () => {
  const lines = describeSearchPlan(
    { mode: 'ws', ...settings({ search: { rounds: 1 } }) },
    { ...work, stepsPerEpoch: 5 },
  );
  expect(lines).toContain('training: 1 epoch = 5 steps before the first scoring; 5 steps in all');
  expect(lines.at(-1)).toBe('controller: none, since there is one round only: a random search');
});
