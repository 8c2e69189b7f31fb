import type { Tensor } from './tensor';

/**
 * A value known only when the graph runs that says which one of several cases holds, such as the operation of a branch.
 * Exactly one of `is` must be true in a run; that is for whoever feeds them to see to.
 */
export interface Choice {
  readonly name: string;
  /** Scalar booleans, one a case. */
  readonly is: readonly Tensor[];
}

/** A condition on choices. `case`: this case holds. `any`: at least one of the guards holds. `none`: none of them does. */
export type Test =
  | { readonly kind: 'case'; readonly key: string; readonly choice: Choice; readonly index: number }
  | { readonly kind: 'any'; readonly key: string; readonly guards: readonly Guard[] }
  | { readonly kind: 'none'; readonly key: string; readonly guards: readonly Guard[] };

/** A conjunction of tests, sorted by key: what must hold for a tensor to be alive. Empty: always alive. */
export type Guard = readonly Test[];

export const ALWAYS: Guard = [];

export function caseOf(choice: Choice, index: number): Test {
  if (index < 0 || index >= choice.is.length) {
    throw new RangeError(`${choice.name} has ${choice.is.length} cases, there is no case ${index}`);
  }
  return { kind: 'case', key: `${choice.name}=${index}`, choice, index };
}

export function noneOf(guards: readonly Guard[]): Test {
  return { kind: 'none', key: `none(${guards.map(guardKey).join('|')})`, guards };
}

/**
 * At least one of the guards holds. Returns null where that is always so: an empty guard among them, all cases of a
 * choice, or a `none` together with all that it excludes.
 */
export function anyOf(of: readonly Guard[]): Test | null {
  // An alternative that is itself nothing but alternatives stands for them.
  const guards = of.flatMap((guard) =>
    guard.length === 1 && guard[0].kind === 'any' ? guard[0].guards : [guard],
  );
  const keys = new Set(guards.map(guardKey));
  if (keys.has('')) return null;
  for (const guard of guards) {
    if (guard.length !== 1) continue;
    const [test] = guard;
    if (test.kind === 'none' && test.guards.every((each) => keys.has(guardKey(each)))) return null;
    if (test.kind === 'case' && test.choice.is.every((_, index) => keys.has(caseOf(test.choice, index).key)))
      return null;
  }
  const distinct = [...new Map(guards.map((guard) => [guardKey(guard), guard])).values()];
  if (distinct.length === 1 && distinct[0].length === 1) return distinct[0][0];
  return { kind: 'any', key: `any(${distinct.map(guardKey).join('|')})`, guards: distinct };
}

export function guardKey(guard: Guard): string {
  return guard.map((test) => test.key).join('&');
}

/** The guard under which both hold. @throws Error where two cases of one choice meet: nothing would ever be alive. */
export function both(a: Guard, b: Guard): Guard {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  const tests = new Map<string, Test>();
  for (const test of [...a, ...b]) tests.set(test.key, test);
  const union = withoutImplied([...tests.values()].sort((x, y) => (x.key < y.key ? -1 : 1)));
  const cases = new Map<string, Test>();
  for (const test of union) {
    if (test.kind !== 'case') continue;
    const other = cases.get(test.choice.name);
    if (other) throw new Error(`${other.key} and ${test.key} exclude each other, so this would never run`);
    cases.set(test.choice.name, test);
  }
  return union;
}

/** Without each `any` of which one alternative is asked for anyway. */
function withoutImplied(guard: Guard): Guard {
  return guard.filter(
    (test) => test.kind !== 'any' || !test.guards.some((alternative) => within(guard, alternative)),
  );
}

/** The tests of `guard` that are not in `outer`. */
export function beyond(guard: Guard, outer: Guard): Guard {
  const known = new Set(outer.map((test) => test.key));
  return guard.filter(
    (test) =>
      !known.has(test.key) &&
      !(
        test.kind === 'any' &&
        test.guards.some((alternative) => alternative.every((each) => known.has(each.key)))
      ),
  );
}

/** True if `guard` asks for everything that `outer` asks for. */
export function within(guard: Guard, outer: Guard): boolean {
  return beyond(outer, guard).length === 0;
}

/** True if no run can have both. */
export function exclude(a: Guard, b: Guard): boolean {
  return a.some((test) => forbids(test, b)) || b.some((test) => forbids(test, a));
}

function forbids(test: Test, guard: Guard): boolean {
  switch (test.kind) {
    case 'case':
      return guard.some(
        (x) => x.kind === 'case' && x.choice.name === test.choice.name && x.index !== test.index,
      );
    case 'none':
      return test.guards.some((each) => within(guard, each));
    case 'any':
      return test.guards.every((alternative) => exclude(alternative, guard));
  }
}
