import { createInitialState, type Origin } from '../../src/search/nao/state';
import { reportResult } from '../../src/search/result';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import { settings } from '../support/search/fakes';

const METRIC = { name: 'accuracy', direction: 'maximize' } as const;

/** Describes the result of a search whose candidates have these origins, best first. */
function describeOrigins(origins: readonly Origin[]): string[] {
  const state = createInitialState();
  for (const [id, origin] of origins.entries()) {
    const result = { round: 0, value: 1 - id / 10, itemsScored: 1, seconds: 0 };
    state.candidates.push({ architecture: [0, 0, 0, 0, 0, id % 5], origin, round: 0, result });
    state.pool.push(id);
  }
  const { architecture, origin } = state.candidates[0];
  const result = {
    runDir: 'runs/one',
    best: { id: 0, architecture, score: 1, round: 1, origin },
    ended: 'rounds' as const,
    rounds: 1,
    architectures: origins.length,
    finalMetric: undefined,
    scoresTaken: undefined,
  };
  const context = {
    config: { ...settings(), mode: 'table' as const },
    metric: METRIC,
    space: createNasBench201Space(),
  };
  return [...reportResult(result, state, context).lines];
}

test.each<[Origin[], string]>([
  [['controller', 'random', 'random'], 'of the best 3, 1 comes from the controller and 2 are random'],
  [['controller', 'random', 'controller'], 'of the best 3, 2 come from the controller and 1 is random'],
])('reportResult counts the origins %j: %s', (origins, line) =>
  expect(describeOrigins(origins)).toContain(line),
);
