import { areExclusive, conjoinGuards, subtractGuard, whenAny } from './conditions';
import { addGradients } from './ops/add';
import { addMergeNode, intersectGuards, merge, switchOn } from './ops/routing';
import type { Guard, Predicate, Tensor } from './tensor';

/**
 * Returns the sum of those `terms` that are alive. Dead terms are skipped, not replaced by zeros. The result
 * is dead only if all terms are dead. Terms whose guards exclude each other are merged, not added. The order
 * of additions is fixed, since floating-point sums depend on it.
 */
export function sumAlive(terms: readonly Tensor[]): Tensor {
  if (terms.length === 1) return terms[0];
  const base = intersectGuards(terms.map((term) => term.guard));
  const plain: Tensor[] = [];
  const groups = new Map<string, { lead: Predicate; terms: Tensor[] }>();
  findLeadingPredicates(terms, base).forEach((lead, i) => {
    if (lead === null) {
      plain.push(terms[i]);
      return;
    }
    const group = groups.get(lead.key) ?? { lead, terms: [] };
    groups.set(lead.key, group);
    group.terms.push(terms[i]);
  });
  const partial: Tensor[] = [];
  for (const exclusive of groupByChoice([...groups.values()])) {
    const joined = merge(exclusive.map((group) => sumAlive(group.terms)));
    (subtractGuard(joined.guard, base).length === 0 ? plain : partial).push(joined);
  }
  if (plain.length > 0) return partial.reduce(addIfAlive, plain.reduce(addGradients));
  return partial.reduce((sum, term) => addEither(sum, term, base));
}

/**
 * Returns for each term the predicate beyond `base` that most terms share, by which it is grouped; null if
 * none.
 */
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

/** Clusters the groups that are led by exclusive cases of one choice: their sums are merged. */
function groupByChoice<G extends { lead: Predicate }>(groups: readonly G[]): G[][] {
  const clusters: G[][] = [];
  const clusterByChoice = new Map<string, G[]>();
  for (const group of groups) {
    const choice = findChoiceName(group.lead);
    const existing = choice === null ? undefined : clusterByChoice.get(choice);
    if (existing?.every((other) => areExclusive([other.lead], [group.lead]))) {
      existing.push(group);
      continue;
    }
    const cluster = [group];
    clusters.push(cluster);
    if (choice !== null && !existing) clusterByChoice.set(choice, cluster);
  }
  return clusters;
}

/** Returns the name of the choice of which the predicate is one case, or any of several cases. */
function findChoiceName(predicate: Predicate): string | null {
  if (predicate.kind === 'case') return predicate.choice.name;
  if (predicate.kind === 'none') return null;
  const names = new Set(
    predicate.guards.map((guard) => (guard.length === 1 ? findChoiceName(guard[0]) : null)),
  );
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

/** Returns `sum + term` if `term` is alive; else `sum`, routed around the addition. */
function addIfAlive(sum: Tensor, term: Tensor): Tensor {
  const missing = subtractGuard(term.guard, sum.guard);
  const [around, through] = switchOn(sum, missing);
  return addMergeNode([around, addGradients(through, term)], sum.guard, [sum, term]);
}

/** Returns the sum of two terms, each of which may be dead. */
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
