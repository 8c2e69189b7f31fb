import { stream } from '../../../random';
import { choose, type Proposal } from '../acquisition';
import { type Lesson, lesson, readerOf } from '../training-set';
import type { Phase, Search } from '../phase';
import { type Predictor, predictorOf } from '../surrogate';
import { type Ranked, hasScore, ranked } from '../ranking';
import { replaceWorst } from '../pool';
import type { Candidate } from '../state';

/**
 * Improves the best architectures in the controller's embedding and takes what is new into the pool (paper, algorithm 1
 * and footnote 4), filling up with random ones. One unit: it is quick and needs the controller as it was learned.
 */
export const propose: Phase = {
  units: () => 1,
  checkpointEvery: () => 1,

  run(search) {
    const { config, evaluator, state } = search;
    const wanted = evaluator.scoresDrift
      ? // A pool that keeps its size keeps at least its best, if it has more than one.
        Math.min(config.search.newPerRound, Math.max(1, state.pool.length - 1))
      : config.search.newPerRound;
    const task = lesson(search);
    const predictor = task && predictorOf(search, task);
    const improved = improve(search, predictor, wanted).map((proposal): Candidate => ({
      ...proposal,
      origin: 'controller',
      round: state.round + 1,
    }));
    const random = stream(config.seed, 'fill', state.round);
    const filled = search.considered
      .drawNew(wanted - improved.length, random)
      .map((architecture): Candidate => ({ architecture, origin: 'random', round: state.round + 1 }));

    const proposed = withPredictions([...improved, ...filled], task?.scale, predictor);
    const ids = proposed.map((_, i) => state.candidates.length + i);
    state.candidates.push(...proposed);
    state.pool = evaluator.scoresDrift ? replaceWorst(state, ids, evaluator.metric) : [...state.pool, ...ids];
    state.proposed = { count: proposed.length, random: filled.length };
    tell(search, wanted, improved, filled.length);
    return { items: proposed.length };
  },

  end: () => undefined,
};

/** Up to `wanted` new architectures, admitted: made from the best, or chosen by the predictor. */
function improve(search: Search, predictor: Predictor | undefined, wanted: number): Proposal[] {
  const { config, evaluator, state } = search;
  const seeds: Ranked[] = ranked(state.candidates, state.pool, evaluator.metric)
    .filter(({ candidate }) => hasScore(candidate))
    .slice(0, config.search.seeds);
  if (seeds.length === 0 || predictor === undefined) return [];
  return config.search.candidates === 0
    ? admitted(search, decode(search, seeds), wanted)
    : choose(search, predictor, { seeds, decoded: [...decode(search, seeds)] }, wanted);
}

/** What the decoder makes of the seeds' moved embeddings, step size by step size, as far as it is asked for. */
function* decode({ config, controller, space }: Search, seeds: readonly Ranked[]): Generator<Proposal> {
  const read = readerOf(space, config.controller);
  const tokens = seeds.map(({ candidate }) => read(candidate.architecture));
  for (const stepSize of stepSizes(config.search.stepSize, config.search.maxStepSize)) {
    const decoded = controller.improve(tokens, stepSize);
    for (const [i, { id }] of seeds.entries()) {
      yield { architecture: space.fromTokens(decoded[i]), parent: id, stepSize };
    }
  }
}

function admitted({ considered }: Search, proposals: Iterable<Proposal>, wanted: number): Proposal[] {
  const found: Proposal[] = [];
  for (const proposal of proposals) {
    if (considered.admit(proposal.architecture)) found.push(proposal);
    if (found.length === wanted) break;
  }
  return found;
}

/** eta, then half of it more each time (paper, footnote 4), as long as `largest` allows; eta itself always. */
function stepSizes(eta: number, largest: number): number[] {
  // A step of 0 grows by 0.
  const growths = eta > 0 ? Math.max(0, Math.floor((largest - eta) / (eta / 2))) : 0;
  return Array.from({ length: growths + 1 }, (_, growth) => eta * (1 + growth / 2));
}

/** What the predictor expects of each, in the metric's unit; unchanged where it has learned nothing. */
function withPredictions(
  candidates: readonly Candidate[],
  scale: Lesson['scale'] | undefined,
  predictor: Predictor | undefined,
): readonly Candidate[] {
  if (scale === undefined || predictor === undefined || candidates.length === 0) return candidates;
  const expected = predictor.expect(candidates.map(({ architecture }) => architecture));
  return candidates.map((candidate, i) => {
    const target = expected[i];
    return Number.isFinite(target) ? { ...candidate, predicted: scale.toScore(target) } : candidate;
  });
}

function tell({ state, say }: Search, wanted: number, improved: readonly Candidate[], filled: number): void {
  const round = `round ${state.round + 1}`;
  const largest = Math.max(...improved.map(({ stepSize }) => stepSize ?? 0));
  const upTo = improved.length > 0 ? ` (step sizes up to ${largest})` : '';
  const found = `${round}: ${improved.length} of ${wanted} new architectures come from the controller${upTo}`;
  const total = improved.length + filled;
  if (improved.length === wanted) say(found);
  else if (total === wanted) say(`${found}, the other ${filled} are random`);
  else say(`${found} and ${filled} are random: no others are left that are new`);
}
