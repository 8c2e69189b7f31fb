import type { Objectives } from '../../src/config/schema/objectives';
import { InputError } from '../../src/errors';
import { createRandomStream } from '../../src/random';
import { assertEnoughWithinLimits, limitCosts } from '../../src/search/cost-limits';
import { SeenArchitectures, WHOLE_SPACE } from '../../src/search/seen';
import { createCnnSpace } from '../../src/space/cnn/space';
import { createNasBench201Space } from '../../src/space/nasbench201/space';
import type { Architecture, Space } from '../../src/space/space';
import { settings } from '../support/search/fakes';

const SCORE_ALONE: Objectives = { maxParameters: 0, maxMultiplyAdds: 0, minimize: 'none' };

/** Published for NAS-Bench-201: the smallest cell has 0.073306 million parameters and 7.78304 million multiply-adds. */
const SMALLEST = { parameters: 73_306, multiplyAdds: 7_783_040 };

function check(space: Space, limits: Partial<Objectives>, poolSize: number, domain?: Architecture[]): void {
  const objectives = { ...SCORE_ALONE, ...limits };
  assertEnoughWithinLimits(settings({ search: { objectives, poolSize } }), space, { ...WHOLE_SPACE, domain });
}

function computeCost(space: Space, architecture: Architecture): { parameters: number; multiplyAdds: number } {
  return space.referenceNetwork?.computeCost(architecture) ?? { parameters: NaN, multiplyAdds: NaN };
}

test('without limits nothing changes', () => {
  const space = createNasBench201Space();
  expect(limitCosts(WHOLE_SPACE, space, { ...SCORE_ALONE, minimize: 'parameters' })).toBe(WHOLE_SPACE);
  expect(() => check(space, {}, 1_000_000)).not.toThrow();
});

test('what is drawn is within both limits, in spaces that can be enumerated and in others', () => {
  const spaces: [Space, Partial<Objectives>][] = [
    [createNasBench201Space(), { maxParameters: 4e5, maxMultiplyAdds: 45e6 }],
    [createCnnSpace(5), { maxParameters: 1.5e6, maxMultiplyAdds: 260e6 }],
  ];
  for (const [space, limits] of spaces) {
    const objectives = { ...SCORE_ALONE, ...limits };
    const seen = new SeenArchitectures(space, limitCosts(WHOLE_SPACE, space, objectives));
    const drawn = seen.drawNew(15, createRandomStream(1, 'drawn'));
    expect(drawn).toHaveLength(15);
    for (const architecture of drawn) {
      const { parameters, multiplyAdds } = computeCost(space, architecture);
      expect(parameters).toBeLessThanOrEqual(objectives.maxParameters);
      expect(multiplyAdds).toBeLessThanOrEqual(objectives.maxMultiplyAdds);
    }
  }
});

test('a limit itself is allowed', () => {
  const space = createNasBench201Space();
  const smallest = space.parse('0 0 0 0 0 0');
  const supports = (maxParameters: number): boolean =>
    limitCosts(WHOLE_SPACE, space, { ...SCORE_ALONE, maxParameters }).supports(smallest);
  expect(supports(SMALLEST.parameters)).toBe(true);
  expect(supports(SMALLEST.parameters - 1)).toBe(false);
});

test('a limit below every architecture is refused with the smallest cost', () => {
  const space = createNasBench201Space();
  expect(() => check(space, { maxParameters: 1000 }, 8)).toThrow(
    new InputError(
      `setting 'search.objectives.maxParameters' is 1000, but the smallest architecture found has ${SMALLEST.parameters} parameters: raise it`,
    ),
  );
  expect(() => check(space, { maxParameters: 1e6, maxMultiplyAdds: 1 }, 8)).toThrow(
    `'search.objectives.maxMultiplyAdds' is 1, but the smallest architecture found has ${SMALLEST.multiplyAdds} multiply-adds`,
  );
});

test('the smallest cost of a space that is sampled is that of all its architectures', () => {
  const space = createCnnSpace(1);
  const all = listArchitectures(space);
  const smallest = Math.min(...all.map((architecture) => computeCost(space, architecture).parameters));
  const sampled: Space = { ...space, size: 10n ** 30n };
  expect(() => check(sampled, { maxParameters: smallest - 1 }, 8)).toThrow(
    `found has ${smallest} parameters`,
  );
});

test('a limit that leaves too few for the first pool is refused with their number', () => {
  const space = createNasBench201Space();
  const cells = ['0 0 0 0 0 0', '1 0 1 0 0 1', '3 3 3 3 3 3', '2 3 3 3 3 3', '3 3 2 3 3 3'];
  const domain = cells.map((text) => space.parse(text));
  expect(() => check(space, { maxParameters: 1e5 }, 4, domain)).toThrow(
    new InputError(
      'only 2 architectures of at most 100000 parameters (smallest 73306), fewer than search.poolSize (4): raise search.objectives.maxParameters',
    ),
  );
  expect(() => check(space, { maxParameters: 1e5 }, 2, domain)).not.toThrow();
  // The table is too small for the pool, whatever the limit.
  expect(() => check(space, { maxParameters: 1e7 }, 8, domain)).not.toThrow();
});

function listArchitectures(space: Space, tokens: readonly number[] = []): Architecture[] {
  if (tokens.length === space.length) return [space.fromTokens(tokens)];
  return space
    .validTokens(tokens.length, tokens.at(-1))
    .flatMap((token) => listArchitectures(space, [...tokens, token]));
}
