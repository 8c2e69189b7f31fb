import type { Evaluator } from '../evaluators/evaluator';
import { type Random, permutation } from '../random';
import type { Architecture, Space } from '../space/space';
/** Random draws in a row that give nothing new before a space counts as exhausted. */
const VAIN_DRAWS = 1000;

/** Tells new architectures from those that the search has considered already, however they are written. */
export interface Considered {
  /** Marks the architecture. False if it, written in whatever way, was marked before or cannot be scored. */
  admit(architecture: Architecture): boolean;
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
  candidates(count: number, random: Random): Architecture[];
  /** True if it is known that no new architecture is left. */
  isExhausted(): boolean;
}

/** @param known architectures considered so far */
export function considered(
  space: Space,
  evaluator: Pick<Evaluator, 'knows' | 'all'>,
  known: readonly Architecture[],
): Considered {
  const forms = new Set(known.map((architecture) => space.canonical(architecture)));
  const all = universe(space, evaluator);

  const isNew = (architecture: Architecture): boolean =>
    !forms.has(space.canonical(architecture)) && evaluator.knows(architecture);

  function admit(architecture: Architecture): boolean {
    if (!isNew(architecture)) return false;
    forms.add(space.canonical(architecture));
    return true;
  }

  function drawListed(listed: readonly Architecture[], count: number, random: Random): Architecture[] {
    const drawn: Architecture[] = [];
    for (const i of permutation(random, listed.length)) {
      if (drawn.length === count) break;
      if (admit(listed[i])) drawn.push(listed[i]);
    }
    return drawn;
  }

  function drawSampled(count: number, random: Random): Architecture[] {
    const drawn: Architecture[] = [];
    for (let vain = 0; drawn.length < count && vain < VAIN_DRAWS; vain++) {
      const architecture = space.sample(random);
      if (!admit(architecture)) continue;
      drawn.push(architecture);
      vain = -1;
    }
    return drawn;
  }

  return {
    admit,
    isNew,
    drawNew(count, random) {
      if (all === undefined) return drawSampled(count, random);
      const left = all.flatMap(({ form, architecture }) => (forms.has(form) ? [] : [architecture]));
      return drawListed(left, count, random);
    },
    candidates(count, random) {
      const sampled = (): Member[] =>
        Array.from({ length: count }, () => memberOf(space, space.sample(random))).filter(
          ({ architecture }) => evaluator.knows(architecture),
        );
      const byForm = new Map<string, Architecture>();
      for (const { form, architecture } of all ?? sampled()) {
        if (!forms.has(form) && !byForm.has(form)) byForm.set(form, architecture);
      }
      return [...byForm.values()];
    },
    isExhausted: () => all !== undefined && all.every(({ form }) => forms.has(form)),
  };
}

/** Texts up to which a space is listed: a second or so of canonical forms. */
const LISTED_TEXTS = 20_000n;

/** A text of the space, with its canonical form. */
export interface Member {
  readonly form: string;
  readonly architecture: Architecture;
}

/**
 * Every text that a search can ever come to, where that is a list: of a table, or of a space so small that a search may
 * exhaust it. Undefined where there are more than anybody could score.
 */
export function universe(
  space: Space,
  evaluator: Pick<Evaluator, 'knows' | 'all'>,
): readonly Member[] | undefined {
  const listed = evaluator.all ?? (space.size <= LISTED_TEXTS ? everyArchitecture(space) : undefined);
  if (listed === undefined) return undefined;
  return [...listed]
    .filter((architecture) => evaluator.knows(architecture))
    .map((architecture) => memberOf(space, architecture));
}

export function memberOf(space: Space, architecture: Architecture): Member {
  return { form: space.canonical(architecture), architecture };
}

function* everyArchitecture(space: Space, tokens: number[] = []): Generator<Architecture> {
  if (tokens.length === space.length) {
    yield space.fromTokens(tokens);
    return;
  }
  for (const token of space.validTokens(tokens.length, tokens.at(-1))) {
    yield* everyArchitecture(space, [...tokens, token]);
  }
}
