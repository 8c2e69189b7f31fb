import type { Example } from '../../controller/controller';
import { integer, permutation, stream } from '../random';
import type { Search } from './phase';
import { hasScore } from './ranking';
import { type Scale, unitScale } from './scale';
import { randomTwin } from './twin';

/** What the controller learns from in a round, and what it is measured on. Depends on the state alone. */
export interface Lesson {
  /** Seed of the controller's weights and order. */
  readonly seed: number;
  readonly scale: Scale;
  readonly heldOut: readonly Example[];
  /** The examples of an epoch (0-based), twins drawn anew for each. */
  examples(epoch: number): Example[];
}

/** Undefined where no architecture of the pool has a score: there is nothing to learn. */
export function lesson({ config, evaluator, space, state }: Search): Lesson | undefined {
  const { round } = state;
  const scored = state.pool.map((id) => state.candidates[id]).filter(hasScore);
  if (scored.length === 0) return undefined;

  const scores = scored.map(({ result }) => result?.value ?? NaN);
  const scale = unitScale(scores, evaluator.metric);
  const all = scored.map(({ architecture }, i) => ({ architecture, target: scale.toTarget(scores[i]) }));
  // At least one is left to train on.
  const heldOutCount = Math.min(Math.floor(config.controller.heldOut * all.length), all.length - 1);
  const shuffled = [...permutation(stream(config.seed, 'held-out', round), all.length)].map((i) => all[i]);
  const trainedOn = shuffled.slice(heldOutCount);

  return {
    seed: integer(stream(config.seed, 'controller', round), 2 ** 31),
    scale,
    heldOut: shuffled
      .slice(0, heldOutCount)
      .map(({ architecture, target }) => ({ tokens: space.toTokens(architecture), target })),
    examples(epoch) {
      const random = stream(config.seed, 'twins', round, epoch);
      return trainedOn.flatMap(({ architecture, target }) => {
        const twin = config.controller.symmetricTwins ? randomTwin(space, architecture, random) : undefined;
        const written = twin === undefined ? [architecture] : [architecture, twin];
        return written.map((text) => ({ tokens: space.toTokens(text), target }));
      });
    },
  };
}
