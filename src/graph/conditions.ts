import type { Choice, Guard, Predicate } from './tensor';

export const ALWAYS: Guard = [];

export function whenCase(choice: Choice, index: number): Predicate {
  if (index < 0 || index >= choice.cases.length) {
    throw new RangeError(`${choice.name} has ${choice.cases.length} cases, there is no case ${index}`);
  }
  return { kind: 'case', key: `${choice.name}=${index}`, choice, index };
}

export function whenNone(guards: readonly Guard[]): Predicate {
  return { kind: 'none', key: `none(${guards.map(guardKey).join('|')})`, guards };
}

/**
 * At least one of the guards holds. Returns null where that is always so: an empty guard among them, all cases of a
 * choice, or a `none` together with all that it excludes.
 */
export function whenAny(alternatives: readonly Guard[]): Predicate | null {
  // An alternative that is itself nothing but alternatives stands for them.
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

export function guardKey(guard: Guard): string {
  return guard.map((predicate) => predicate.key).join('&');
}

/** The guard under which both hold. @throws Error where two cases of one choice meet: nothing would ever be alive. */
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
    if (other)
      throw new Error(`${other.key} and ${predicate.key} exclude each other, so this would never run`);
    cases.set(predicate.choice.name, predicate);
  }
  return union;
}

/** Without each `any` of which one alternative is asked for anyway. */
function dropImplied(guard: Guard): Guard {
  return guard.filter(
    (predicate) =>
      predicate.kind !== 'any' || !predicate.guards.some((alternative) => implies(guard, alternative)),
  );
}

/** The tests of `guard` that are not in `outer`. */
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

/** True if `guard` asks for everything that `outer` asks for. */
export function implies(guard: Guard, outer: Guard): boolean {
  return subtractGuard(outer, guard).length === 0;
}

/** True if no run can have both. */
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
