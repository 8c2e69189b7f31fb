import type { Evaluator } from '../evaluators/evaluator';
import { type Random, randomPermutation } from '../random';
import type { Architecture, Space } from '../space/space';

/** The part of an evaluator that defines which architectures can be scored. */
export type Scorable = Pick<Evaluator, 'supports' | 'domain'>;

/** The whole space can be scored. */
export const WHOLE_SPACE: Scorable = { domain: undefined, supports: () => true };

/** An architecture with its canonical key. Isomorphic architectures have equal keys. */
interface KeyedArchitecture {
  readonly key: string;
  readonly architecture: Architecture;
}

/** Consecutive draws of seen architectures after which a space counts as exhausted. */
const MAX_REJECTED_DRAWS = 1000;

/** The same for draws that cannot be scored. More of them, because a limit of costs may leave a small part of the space. */
const MAX_UNSUPPORTED_DRAWS = 10_000;

/** The architectures that a search has seen, de-duplicated by canonical key. */
export class SeenArchitectures {
  private readonly seenKeys: Set<string>;
  /** Every encoding that can be scored; undefined if the space is too large to enumerate. */
  private readonly enumerated: readonly KeyedArchitecture[] | undefined;

  /** @param initial architectures seen so far */
  constructor(
    private readonly space: Space,
    private readonly scorable: Scorable,
    initial: readonly Architecture[] = [],
  ) {
    this.seenKeys = new Set(initial.map((architecture) => space.canonical(architecture)));
    this.enumerated = enumerateSpace(space, scorable);
  }

  /**
   * Marks the architecture as seen. Returns false if it was seen before in any encoding, or cannot be scored.
   */
  markSeen(architecture: Architecture): boolean {
    if (!this.isNew(architecture)) return false;
    this.seenKeys.add(this.space.canonical(architecture));
    return true;
  }

  /** Returns whether the architecture is unseen and can be scored. Marks nothing. */
  isNew(architecture: Architecture): boolean {
    return !this.seenKeys.has(this.space.canonical(architecture)) && this.scorable.supports(architecture);
  }

  /**
   * Draws up to `count` unseen random architectures and marks them as seen. Samples uniformly over encodings,
   * so an architecture with several encodings is proportionally more likely.
   */
  drawNew(count: number, random: Random): Architecture[] {
    return this.enumerated === undefined
      ? this.drawSampled(count, random)
      : this.drawEnumerated(this.enumerated, count, random);
  }

  /**
   * Returns unseen architectures, one per canonical key, without marking them. These are all of an enumerable
   * space, else the unseen ones of `count` random samples.
   */
  listCandidates(count: number, random: Random): Architecture[] {
    const byKey = new Map<string, Architecture>();
    for (const { key, architecture } of this.enumerated ?? this.sampleScorable(count, random)) {
      if (!this.seenKeys.has(key) && !byKey.has(key)) byKey.set(key, architecture);
    }
    return [...byKey.values()];
  }

  /** Returns true if no unseen architecture is left. Always false if the space is too large to enumerate. */
  isExhausted(): boolean {
    return this.enumerated !== undefined && this.enumerated.every(({ key }) => this.seenKeys.has(key));
  }

  private drawEnumerated(all: readonly KeyedArchitecture[], count: number, random: Random): Architecture[] {
    const unseen = all.filter(({ key }) => !this.seenKeys.has(key));
    const drawn: Architecture[] = [];
    for (const i of randomPermutation(random, unseen.length)) {
      if (drawn.length === count) break;
      const { architecture } = unseen[i];
      if (this.markSeen(architecture)) drawn.push(architecture);
    }
    return drawn;
  }

  private drawSampled(count: number, random: Random): Architecture[] {
    const drawn: Architecture[] = [];
    let rejected = 0;
    let unsupported = 0;
    while (drawn.length < count && rejected < MAX_REJECTED_DRAWS && unsupported < MAX_UNSUPPORTED_DRAWS) {
      const architecture = this.space.sample(random);
      if (!this.scorable.supports(architecture)) {
        unsupported += 1;
      } else if (this.markSeen(architecture)) {
        drawn.push(architecture);
        rejected = 0;
        unsupported = 0;
      } else {
        rejected += 1;
      }
    }
    return drawn;
  }

  private sampleScorable(count: number, random: Random): KeyedArchitecture[] {
    return Array.from({ length: count }, () => this.space.sample(random))
      .filter((architecture) => this.scorable.supports(architecture))
      .map((architecture) => toKeyedArchitecture(this.space, architecture));
  }
}

/** Largest space that is enumerated. Computing that many canonical keys takes about a second. */
const MAX_ENUMERATED = 20_000n;

/**
 * Returns every encoding that can be scored: the evaluator's domain, or a whole space of at most
 * `MAX_ENUMERATED` encodings. Undefined for larger spaces.
 */
function enumerateSpace(space: Space, scorable: Scorable): KeyedArchitecture[] | undefined {
  const isEnumerable = space.size <= MAX_ENUMERATED;
  const all = scorable.domain ?? (isEnumerable ? [...enumerateArchitectures(space)] : undefined);
  return all
    ?.filter((architecture) => scorable.supports(architecture))
    .map((architecture) => toKeyedArchitecture(space, architecture));
}

function toKeyedArchitecture(space: Space, architecture: Architecture): KeyedArchitecture {
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
