import { createSampler } from '../../../src/evaluators/supernet/sampling';
import { createRandomStream } from '../../../src/random';
import { createSpace } from '../../../src/space/registry';
import type { Architecture } from '../../../src/space/space';

const space = createSpace('nasbench201', { nodes: 1 });
const random = createRandomStream(1, 'pool');
const pool = Array.from({ length: 4 }, () => space.sample(random));
const texts = pool.map((each) => space.format(each));
const STEPS = 4000;

function countFor(text: string): number {
  return 10 * (texts.indexOf(text) + 1);
}

/** Samples the architectures of one round's steps. */
function sample(sampling: 'pool' | 'parameters' | 'space' | 'fair', from = pool, seed = 3): Architecture[] {
  const sampler = createSampler(sampling, space, seed, (each) => countFor(space.format(each)));
  return Array.from({ length: STEPS }, (_, step) => sampler(from, { round: 1, step, globalStep: 7 + step }));
}

function share(of: readonly Architecture[], matches: (architecture: Architecture) => boolean): number {
  return of.filter(matches).length / of.length;
}

describe('sampling', () => {
  test('pool draws each architecture of the pool equally often', () => {
    const drawn = sample('pool');
    for (const text of texts)
      expect(share(drawn, (each) => space.format(each) === text)).toBeCloseTo(1 / 4, 1);
  });

  test('parameters draws in proportion to the parameters', () => {
    const drawn = sample('parameters');
    texts.forEach((text, i) => {
      const wanted = (i + 1) / 10; // of 10 + 20 + 30 + 40
      expect(Math.abs(share(drawn, (each) => space.format(each) === text) - wanted)).toBeLessThan(0.03);
    });
  });

  test('space draws from the whole space, whatever the pool', () => {
    const drawn = sample('space');
    expect(new Set(drawn.map((each) => space.format(each))).size).toBeGreaterThan(3000);
    for (let edge = 0; edge < 6; edge++) {
      for (let op = 0; op < 5; op++) {
        expect(Math.abs(share(drawn, (each) => each[edge] === op) - 0.2)).toBeLessThan(0.03);
      }
    }
    expect(sample('space', pool.slice(0, 1))).toEqual(drawn);
  });

  test.each(['nasbench201', 'cnn', 'rnn'])(
    'fair takes each choice of each position of %s once a turn',
    (name) => {
      const other = createSpace(name, { nodes: 3 });
      const sampler = createSampler('fair', other, 3, () => 1);
      const tokens = Array.from({ length: 120 }, (_, step) =>
        other.toTokens(sampler([], { round: 0, step, globalStep: step })),
      );
      for (let position = 0; position < other.length; position++) {
        const count = other.validTokens(position, tokens[0][position - 1]).length;
        for (let turn = 0; turn + count <= tokens.length; turn += count) {
          const taken = tokens.slice(turn, turn + count).map((each) => each[position]);
          expect(new Set(taken).size).toBe(count);
        }
      }
    },
  );

  test.each(['pool', 'parameters', 'space', 'fair'] as const)(
    '%s depends on seed and step only',
    (sampling) => {
      expect(sample(sampling)).toEqual(sample(sampling));
      expect(sample(sampling)).not.toEqual(sample(sampling, pool, 4));
    },
  );
});
