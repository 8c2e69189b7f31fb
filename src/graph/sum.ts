import { areExclusive, conjoinGuards, subtractGuard, whenAny } from './conditions';
import { addMergeNode, intersectGuards, merge, switchOn } from './guards';
import { addGradients } from './ops/add';
import type { Guard, Predicate, Tensor } from './tensor';

/**
 * The sum of those `terms` that are alive. Terms that are dead in a run are left out of the sum, without computing with
 * zeros in their place; the result is dead only where all of them are. Terms whose guards exclude each other are not
 * added but merged. The order of additions is that of the terms, always: floating-point sums depend on it.
 */
export function sumAlive(terms: readonly Tensor[]): Tensor {
  if (terms.length === 1) return terms[0];
  const base = intersectGuards(terms.map((term) => term.guard));
  const plain: Tensor[] = [];
  const groups = new Map<string, { lead: Predicate; terms: Tensor[] }>();
  const leads = findLeadingPredicates(terms, base);
  terms.forEach((term, i) => {
    const lead = leads[i];
    if (lead === null) {
      plain.push(term);
    } else {
      const group = groups.get(lead.key) ?? { lead, terms: [] };
      groups.set(lead.key, group);
      group.terms.push(term);
    }
  });
  const partial: Tensor[] = [];
  for (const exclusive of groupByChoice([...groups.values()])) {
    const joined = merge(exclusive.map((group) => sumAlive(group.terms)));
    (subtractGuard(joined.guard, base).length === 0 ? plain : partial).push(joined);
  }
  if (plain.length > 0) return partial.reduce(addIfAlive, plain.reduce(addGradients));
  return partial.reduce((sum, term) => addEither(sum, term, base));
}

/** For each term the test by which it is grouped: of those beyond `base` the one that most terms share; null: none. */
function findLeadingPredicates(terms: readonly Tensor[], base: Guard): (Predicate | null)[] {
  const counts = new Map<string, number>();
  const rests = terms.map((term) => subtractGuard(term.guard, base));
  for (const predicate of rests.flat()) counts.set(predicate.key, (counts.get(predicate.key) ?? 0) + 1);
  return rests.map((rest) =>
    rest.length === 0
      ? null
      : rest.reduce((best, predicate) =>
          (counts.get(predicate.key) ?? 0) > (counts.get(best.key) ?? 0) ? predicate : best,
        ),
  );
}

/** Groups led by cases of one choice exclude each other and come out together. */
function groupByChoice<G extends { lead: Predicate }>(groups: readonly G[]): G[][] {
  const clusters = new Map<string, G[]>();
  for (const group of groups) {
    const choice = findChoiceName(group.lead);
    const key = choice === null ? group.lead.key : `choice ${choice}`;
    const cluster = clusters.get(key)?.filter((other) => areExclusive([other.lead], [group.lead]));
    if (cluster && cluster.length === clusters.get(key)?.length) clusters.get(key)?.push(group);
    else clusters.set(cluster ? group.lead.key : key, [group]);
  }
  return [...clusters.values()];
}

/** The choice that a test is about: of which it is one case, or any of several. */
function findChoiceName(predicate: Predicate): string | null {
  if (predicate.kind === 'case') return predicate.choice.name;
  if (predicate.kind === 'none') return null;
  const names = new Set(
    predicate.guards.map((guard) => (guard.length === 1 ? findChoiceName(guard[0]) : null)),
  );
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

/** `sum`, plus `term` where that is alive: `sum` takes the way around the addition where it is not. */
function addIfAlive(sum: Tensor, term: Tensor): Tensor {
  const missing = subtractGuard(term.guard, sum.guard);
  const [around, through] = switchOn(sum, missing);
  return addMergeNode([around, addGradients(through, term)], sum.guard, [sum, term]);
}

/** The sum of two terms of which either, both or none may be alive. */
function addEither(a: Tensor, b: Tensor, base: Guard): Tensor {
  const whereA = subtractGuard(a.guard, base);
  const whereB = subtractGuard(b.guard, base);
  if (whereA.length === 0) return addIfAlive(a, b);
  if (whereB.length === 0) return addIfAlive(b, a);
  const [onlyA, bothA] = switchOn(a, whereB);
  const [onlyB, bothB] = switchOn(b, whereA);
  const some = whenAny([whereA, whereB]);
  return addMergeNode([onlyA, onlyB, addGradients(bothA, bothB)], some ? conjoinGuards(base, [some]) : base, [
    a,
    b,
  ]);
}
