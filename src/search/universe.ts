import type { Evaluator } from '../evaluate/evaluator';
import type { Architecture, Space } from '../space/space';

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
