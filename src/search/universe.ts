import type { Evaluator } from '../evaluate/evaluator';
import type { Architecture, Space } from '../space/space';

/** Texts up to which a space is listed: a second or so of canonical forms. */
const LISTED_TEXTS = 20_000n;

/** Architectures by canonical form. */
export type Universe = ReadonlyMap<string, Architecture>;

/**
 * Every architecture that a search can ever come to, where that is a list: of a table, or of a space so small that a
 * search may exhaust it. Undefined where there are more than anybody could score.
 */
export function universe(space: Space, evaluator: Evaluator): Universe | undefined {
  const listed = evaluator.all ?? (space.size <= LISTED_TEXTS ? everyArchitecture(space) : undefined);
  if (listed === undefined) return undefined;
  const byForm = new Map<string, Architecture>();
  for (const architecture of listed) {
    const form = space.canonical(architecture);
    if (!byForm.has(form) && evaluator.knows(architecture)) byForm.set(form, architecture);
  }
  return byForm;
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
