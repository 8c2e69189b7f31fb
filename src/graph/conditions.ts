import type { Choice, Guard, Predicate } from './tensor';

/** The empty guard, which always holds. */
export const ALWAYS: Guard = [];

/** Returns the predicate that case `index` of `choice` holds. @throws RangeError if there is no such case */
export function whenCase(choice: Choice, index: number): Predicate {
  if (index < 0 || index >= choice.cases.length) {
    throw new RangeError(`choice ${choice.name} has ${choice.cases.length} cases, got case ${index}`);
  }
  return { kind: 'case', key: `${choice.name}=${index}`, choice, index };
}

/** Returns the predicate that none of the guards holds. */
export function whenNone(guards: readonly Guard[]): Predicate {
  return { kind: 'none', key: `none(${guards.map(guardKey).join('|')})`, guards };
}

/**
 * Returns the predicate that at least one of the guards holds, or null if that is always true. It is always
 * true for an empty guard, for all cases of a choice, and for a `none` together with everything that it
 * excludes.
 */
export function whenAny(alternatives: readonly Guard[]): Predicate | null {
  // Flattens nested `any`.
  const guards = alternatives.flatMap((guard) =>
    guard.length === 1 && guard[0].kind === 'any' ? guard[0].guards : [guard],
  );
  const keys = new Set(guards.map(guardKey));
  if (keys.has('')) return null;
  for (const guard of guards) {
    if (guard.length !== 1) continue;
    const [predicate] = guard;
    if (predicate.kind === 'none' && predicate.guards.every((each) => keys.has(guardKey(each)))) return null;
    if (
      predicate.kind === 'case' &&
      predicate.choice.cases.every((_, index) => keys.has(whenCase(predicate.choice, index).key))
    )
      return null;
  }
  const distinct = [...new Map(guards.map((guard) => [guardKey(guard), guard])).values()];
  if (distinct.length === 1 && distinct[0].length === 1) return distinct[0][0];
  return { kind: 'any', key: `any(${distinct.map(guardKey).join('|')})`, guards: distinct };
}

/** Returns a text that identifies a guard. */
export function guardKey(guard: Guard): string {
  return guard.map((predicate) => predicate.key).join('&');
}

/**
 * Returns the conjunction of two guards.
 *
 * @throws Error if it contains two cases of one choice and so never holds
 */
export function conjoinGuards(a: Guard, b: Guard): Guard {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  const predicates = new Map<string, Predicate>();
  for (const predicate of [...a, ...b]) predicates.set(predicate.key, predicate);
  const union = dropImplied([...predicates.values()].sort((x, y) => (x.key < y.key ? -1 : 1)));
  const cases = new Map<string, Predicate>();
  for (const predicate of union) {
    if (predicate.kind !== 'case') continue;
    const other = cases.get(predicate.choice.name);
    if (other) throw new Error(`${other.key} and ${predicate.key} exclude each other: this would never run`);
    cases.set(predicate.choice.name, predicate);
  }
  return union;
}

/** Drops each `any` of which the guard implies an alternative. */
function dropImplied(guard: Guard): Guard {
  return guard.filter(
    (predicate) =>
      predicate.kind !== 'any' || !predicate.guards.some((alternative) => implies(guard, alternative)),
  );
}

/** Returns the predicates of `guard` that `outer` does not imply. */
export function subtractGuard(guard: Guard, outer: Guard): Guard {
  const outerKeys = new Set(outer.map((predicate) => predicate.key));
  return guard.filter(
    (predicate) =>
      !outerKeys.has(predicate.key) &&
      !(
        predicate.kind === 'any' &&
        predicate.guards.some((alternative) => alternative.every((each) => outerKeys.has(each.key)))
      ),
  );
}

/** Returns whether `outer` holds whenever `guard` holds. */
export function implies(guard: Guard, outer: Guard): boolean {
  return subtractGuard(outer, guard).length === 0;
}

/** Returns whether the two guards cannot hold in the same run. */
export function areExclusive(a: Guard, b: Guard): boolean {
  return a.some((predicate) => excludes(predicate, b)) || b.some((predicate) => excludes(predicate, a));
}

function excludes(predicate: Predicate, guard: Guard): boolean {
  switch (predicate.kind) {
    case 'case':
      return guard.some(
        (x) => x.kind === 'case' && x.choice.name === predicate.choice.name && x.index !== predicate.index,
      );
    case 'none':
      return predicate.guards.some((each) => implies(guard, each));
    case 'any':
      return predicate.guards.every((alternative) => areExclusive(alternative, guard));
  }
}
