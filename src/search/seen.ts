import type { Evaluator } from '../evaluators/evaluator';
import { type Random, randomPermutation } from '../random';
import type { Architecture, Space } from '../space/space';
/** Random draws in a row that give nothing new before a space counts as exhausted. */
const MAX_REJECTED_DRAWS = 1000;

/** Tells new architectures from those that the search has considered already, however they are written. */
export interface SeenArchitectures {
  /** Marks the architecture. False if it, written in whatever way, was marked before or cannot be scored. */
  markSeen(architecture: Architecture): boolean;
  /** True if `admit` would admit it; marks nothing. */
  isNew(architecture: Architecture): boolean;
  /**
   * Marks and returns up to `count` random architectures that are new; fewer where there are no more. Every text that is
   * new is as likely as any other, whether an architecture has one or many.
   */
  drawNew(count: number, random: Random): Architecture[];
  /**
   * New architectures to choose from, not marked, each network once: all there are where the space can be listed, else those
   * of `count` random ones that are new.
   */
  listCandidates(count: number, random: Random): Architecture[];
  /** True if it is known that no new architecture is left. */
  isExhausted(): boolean;
}

/** @param initial architectures considered so far */
export function createSeenArchitectures(
  space: Space,
  evaluator: Pick<Evaluator, 'supports' | 'domain'>,
  initial: readonly Architecture[],
): SeenArchitectures {
  const seenKeys = new Set(initial.map((architecture) => space.canonical(architecture)));
  const enumerated = enumerateSpace(space, evaluator);

  const isNew = (architecture: Architecture): boolean =>
    !seenKeys.has(space.canonical(architecture)) && evaluator.supports(architecture);

  function markSeen(architecture: Architecture): boolean {
    if (!isNew(architecture)) return false;
    seenKeys.add(space.canonical(architecture));
    return true;
  }

  function drawEnumerated(listed: readonly Architecture[], count: number, random: Random): Architecture[] {
    const drawn: Architecture[] = [];
    for (const i of randomPermutation(random, listed.length)) {
      if (drawn.length === count) break;
      if (markSeen(listed[i])) drawn.push(listed[i]);
    }
    return drawn;
  }

  function drawSampled(count: number, random: Random): Architecture[] {
    const drawn: Architecture[] = [];
    for (let rejected = 0; drawn.length < count && rejected < MAX_REJECTED_DRAWS; rejected++) {
      const architecture = space.sample(random);
      if (!markSeen(architecture)) continue;
      drawn.push(architecture);
      rejected = -1;
    }
    return drawn;
  }

  return {
    markSeen,
    isNew,
    drawNew(count, random) {
      if (enumerated === undefined) return drawSampled(count, random);
      const left = enumerated.flatMap(({ key, architecture }) => (seenKeys.has(key) ? [] : [architecture]));
      return drawEnumerated(left, count, random);
    },
    listCandidates(count, random) {
      const sampled = (): KeyedArchitecture[] =>
        Array.from({ length: count }, () => toKeyedArchitecture(space, space.sample(random))).filter(
          ({ architecture }) => evaluator.supports(architecture),
        );
      const byKey = new Map<string, Architecture>();
      for (const { key, architecture } of enumerated ?? sampled()) {
        if (!seenKeys.has(key) && !byKey.has(key)) byKey.set(key, architecture);
      }
      return [...byKey.values()];
    },
    isExhausted: () => enumerated !== undefined && enumerated.every(({ key }) => seenKeys.has(key)),
  };
}

/** Texts up to which a space is listed: a second or so of canonical forms. */
const MAX_ENUMERATED = 20_000n;

/** A text of the space, with its canonical form. */
export interface KeyedArchitecture {
  readonly key: string;
  readonly architecture: Architecture;
}

/**
 * Every text that a search can ever come to, where that is a list: of a table, or of a space so small that a search may
 * exhaust it. Undefined where there are more than anybody could score.
 */
export function enumerateSpace(
  space: Space,
  evaluator: Pick<Evaluator, 'supports' | 'domain'>,
): readonly KeyedArchitecture[] | undefined {
  const domain =
    evaluator.domain ?? (space.size <= MAX_ENUMERATED ? enumerateArchitectures(space) : undefined);
  if (domain === undefined) return undefined;
  return [...domain]
    .filter((architecture) => evaluator.supports(architecture))
    .map((architecture) => toKeyedArchitecture(space, architecture));
}

export function toKeyedArchitecture(space: Space, architecture: Architecture): KeyedArchitecture {
  return { key: space.canonical(architecture), architecture };
}

function* enumerateArchitectures(space: Space, tokens: number[] = []): Generator<Architecture> {
  if (tokens.length === space.length) {
    yield space.fromTokens(tokens);
    return;
  }
  for (const token of space.validTokens(tokens.length, tokens.at(-1))) {
    yield* enumerateArchitectures(space, [...tokens, token]);
  }
}
