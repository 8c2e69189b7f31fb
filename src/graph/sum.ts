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
  for (const exclusive of clusterExclusive([...groups.values()])) {
    const joined = merge(exclusive.map((group) => sumAlive(group.terms)));
    (subtractGuard(joined.guard, base).length === 0 ? plain : partial).push(joined);
  }
  if (plain.length > 0) return partial.reduce(addIfAlive, plain.reduce(addGradients));
  return addInTree(partial, base);
}

/** Adds terms of which any may be dead. One that is alive passes few others on its way up the tree. */
function addInTree(terms: readonly Tensor[], base: Guard): Tensor {
  if (terms.length === 1) return terms[0];
  const half = Math.ceil(terms.length / 2);
  return addEither(addInTree(terms.slice(0, half), base), addInTree(terms.slice(half), base), base);
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

/** Clusters the groups whose leading predicates exclude each other: their sums are merged. */
function clusterExclusive<G extends { lead: Predicate }>(groups: readonly G[]): G[][] {
  const clusters: G[][] = [];
  for (const group of groups) {
    const cluster = clusters.find((others) => others.every(({ lead }) => areExclusive([lead], [group.lead])));
    if (cluster) cluster.push(group);
    else clusters.push([group]);
  }
  return clusters;
}

/** Returns `sum + term` if `term` is alive; else `sum`, routed around the addition. */
function addIfAlive(sum: Tensor, term: Tensor): Tensor {
  const missing = subtractGuard(term.guard, sum.guard);
  const [around, through] = switchOn(sum, missing);
  return addMergeNode([around, addGradients(through, term)], sum.guard, [sum, term]);
}

/** Returns the sum of two terms, each of which may be dead. */
function addEither(a: Tensor, b: Tensor, base: Guard): Tensor {
  const guardA = subtractGuard(a.guard, base);
  const guardB = subtractGuard(b.guard, base);
  if (guardA.length === 0) return addIfAlive(a, b);
  if (guardB.length === 0) return addIfAlive(b, a);
  const [onlyA, bothA] = switchOn(a, guardB);
  const [onlyB, bothB] = switchOn(b, guardA);
  const some = whenAny([guardA, guardB]);
  return addMergeNode([onlyA, onlyB, addGradients(bothA, bothB)], some ? conjoinGuards(base, [some]) : base, [
    a,
    b,
  ]);
}
