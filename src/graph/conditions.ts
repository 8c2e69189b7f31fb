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
export function anyOf(guards: readonly Guard[]): Test | null {
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
  const union = [...tests.values()].sort((x, y) => (x.key < y.key ? -1 : 1));
  const cases = new Map<string, Test>();
  for (const test of union) {
    if (test.kind !== 'case') continue;
    const other = cases.get(test.choice.name);
    if (other) throw new Error(`${other.key} and ${test.key} exclude each other, so this would never run`);
    cases.set(test.choice.name, test);
  }
  return union;
}

/** The tests of `guard` that are not in `outer`. */
export function beyond(guard: Guard, outer: Guard): Guard {
  const known = new Set(outer.map((test) => test.key));
  return guard.filter((test) => !known.has(test.key));
}

/** True if `guard` asks for everything that `outer` asks for. */
export function within(guard: Guard, outer: Guard): boolean {
  return beyond(outer, guard).length === 0;
}
