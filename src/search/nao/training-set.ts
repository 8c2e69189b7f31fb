import type { Example } from '../../../controller/controller';
import { integer, permutation, type Random, stream } from '../../random';
import type { Architecture, Space } from '../../space/space';
import type { Search } from './phase';
import { hasScore } from './ranking';
import { type Scale, scaleOf } from './target-transform';
import type { SearchConfig } from '../../config/schema/search';

/** An architecture with the target that its score stands for. */
export interface Known {
  readonly architecture: Architecture;
  readonly target: number;
}

/** What the controller learns from in a round, and what it is measured on. Depends on the state alone. */
export interface Lesson {
  /** Seed of the controller's weights and order. */
  readonly seed: number;
  readonly scale: Scale;
  /** What is learned from, as it is written in the pool. */
  readonly known: readonly Known[];
  readonly heldOut: readonly Known[];
  /** The examples of an epoch (0-based), twins drawn anew for each. */
  examples(epoch: number): Example[];
}

/** Undefined where no architecture of the pool has a score: there is nothing to learn. */
export function lesson({ config, evaluator, space, state }: Search): Lesson | undefined {
  const { round } = state;
  const scored = state.pool.map((id) => state.candidates[id]).filter(hasScore);
  if (scored.length === 0) return undefined;

  const scores = scored.map(({ result }) => result?.value ?? NaN);
  const scale = scaleOf(config.controller.targets)(scores, evaluator.metric);
  const all = scored.map(({ architecture }, i) => ({ architecture, target: scale.toTarget(scores[i]) }));
  // At least one is left to train on.
  const heldOutCount = Math.min(Math.floor(config.controller.heldOut * all.length), all.length - 1);
  const shuffled = [...permutation(stream(config.seed, 'held-out', round), all.length)].map((i) => all[i]);
  const trainedOn = shuffled.slice(heldOutCount);
  const read = readerOf(space, config.controller);

  return {
    seed: integer(stream(config.seed, 'controller', round), 2 ** 31),
    scale,
    known: trainedOn,
    heldOut: shuffled.slice(0, heldOutCount),
    examples(epoch) {
      const twins = config.controller.symmetricTwins ? stream(config.seed, 'twins', round, epoch) : undefined;
      return examplesOf(space, read, trainedOn, twins);
    },
  };
}

/** What an epoch trains on: each architecture as it is written and, where `twins` is given, a twin of each that has some. */
export function examplesOf(
  space: Space,
  read: Reader,
  known: readonly Known[],
  twins: Random | undefined,
): Example[] {
  return known.flatMap(({ architecture, target }) => {
    const twin = twins && randomTwin(space, architecture, twins);
    const written = twin === undefined ? [architecture] : [architecture, twin];
    return written.map((text) => ({ tokens: read(text), target }));
  });
}

/** The tokens by which the controller reads an architecture. */
export type Reader = (architecture: Architecture) => number[];

/** The reader of the setting `controller.reads`. */
export function readerOf(space: Space, { reads }: Pick<SearchConfig['controller'], 'reads'>): Reader {
  return (architecture) =>
    space.toTokens(reads === 'bare' ? (space.bare?.(architecture) ?? architecture) : architecture);
}

/**
 * A random symmetric twin (paper, section 3.2: the counterparts are trained on too), or undefined where the
 * architecture has none. A space gives the twins one swap away; each of as many steps as there are swaps is taken with
 * probability 1/2, so that any set of swaps may come out. It may be the architecture itself.
 */
export function randomTwin(
  space: Space,
  architecture: Architecture,
  random: Random,
): Architecture | undefined {
  const swaps = space.twins(architecture).length;
  if (swaps === 0) return undefined;
  let twin = architecture;
  for (let swap = 0; swap < swaps; swap++) {
    if (random() < 0.5) continue;
    const near = space.twins(twin);
    twin = near[integer(random, near.length)];
  }
  return twin;
}
