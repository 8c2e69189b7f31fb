import { createRandomStream } from '../../../random';
import { maximizeAcquisition, type Proposal } from '../acquisition';
import type { Phase, Search } from '../phase';
import { replaceWorst } from '../pool';
import { hasScore, rankCandidates, type RankedCandidate } from '../ranking';
import type { Candidate } from '../state';
import { createSurrogate, type Surrogate } from '../surrogate';
import { buildTrainingSet, createTokenizer, type TrainingSet } from '../training-set';

/**
 * Improves the best architectures in the controller's embedding and takes what is new into the pool (paper, algorithm 1
 * and footnote 4), filling up with random ones. One unit: it is quick and needs the controller as it was learned.
 */
export const proposePhase: Phase = {
  steps: () => 1,
  checkpointEvery: () => 1,

  run(search) {
    const { config, evaluator, state } = search;
    const wanted = evaluator.rescoresEachRound
      ? // A pool that keeps its size keeps at least its best, if it has more than one.
        Math.min(config.search.newPerRound, Math.max(1, state.pool.length - 1))
      : config.search.newPerRound;
    const trainingSet = buildTrainingSet(search);
    const surrogate = trainingSet && createSurrogate(search, trainingSet);
    const improved = improve(search, surrogate, wanted).map((proposal): Candidate => ({
      ...proposal,
      origin: 'controller',
      round: state.round + 1,
    }));
    const random = createRandomStream(config.seed, 'fill', state.round);
    const filled = search.seen
      .drawNew(wanted - improved.length, random)
      .map((architecture): Candidate => ({ architecture, origin: 'random', round: state.round + 1 }));

    const proposed = addPredictions([...improved, ...filled], trainingSet?.transform, surrogate);
    const ids = proposed.map((_, i) => state.candidates.length + i);
    state.candidates.push(...proposed);
    state.pool = evaluator.rescoresEachRound
      ? replaceWorst(state, ids, evaluator.metric)
      : [...state.pool, ...ids];
    state.proposed = { count: proposed.length, random: filled.length };
    logProposals(search, wanted, improved, filled.length);
    return { items: proposed.length };
  },

  end: () => undefined,
};

/** Up to `wanted` new architectures, admitted: made from the best, or chosen by the predictor. */
function improve(search: Search, surrogate: Surrogate | undefined, wanted: number): Proposal[] {
  const { config, evaluator, state } = search;
  const parents: RankedCandidate[] = rankCandidates(state.candidates, state.pool, evaluator.metric)
    .filter(({ candidate }) => hasScore(candidate))
    .slice(0, config.search.topK);
  if (parents.length === 0 || surrogate === undefined) return [];
  return config.search.acquisitionSamples === 0
    ? takeUnseen(search, decode(search, parents), wanted)
    : maximizeAcquisition(
        search,
        surrogate,
        { seeds: parents, decoded: [...decode(search, parents)] },
        wanted,
      );
}

/** What the decoder makes of the seeds' moved embeddings, step size by step size, as far as it is asked for. */
function* decode(
  { config, controller, space }: Search,
  parents: readonly RankedCandidate[],
): Generator<Proposal> {
  const tokenize = createTokenizer(space, config.controller);
  const tokens = parents.map(({ candidate }) => tokenize(candidate.architecture));
  for (const stepSize of listStepSizes(config.search.stepSize, config.search.maxStepSize)) {
    const decoded = controller.improve(tokens, stepSize);
    for (const [i, { id }] of parents.entries()) {
      yield { architecture: space.fromTokens(decoded[i]), parent: id, stepSize };
    }
  }
}

function takeUnseen({ seen }: Search, proposals: Iterable<Proposal>, wanted: number): Proposal[] {
  const found: Proposal[] = [];
  for (const proposal of proposals) {
    if (seen.markSeen(proposal.architecture)) found.push(proposal);
    if (found.length === wanted) break;
  }
  return found;
}

/** eta, then half of it more each time (paper, footnote 4), as long as `largest` allows; eta itself always. */
function listStepSizes(eta: number, largest: number): number[] {
  // A step of 0 grows by 0.
  const growths = eta > 0 ? Math.max(0, Math.floor((largest - eta) / (eta / 2))) : 0;
  return Array.from({ length: growths + 1 }, (_, growth) => eta * (1 + growth / 2));
}

/** What the predictor expects of each, in the metric's unit; unchanged where it has learned nothing. */
function addPredictions(
  candidates: readonly Candidate[],
  transform: TrainingSet['transform'] | undefined,
  surrogate: Surrogate | undefined,
): readonly Candidate[] {
  if (transform === undefined || surrogate === undefined || candidates.length === 0) return candidates;
  const predictions = surrogate.predict(candidates.map(({ architecture }) => architecture));
  return candidates.map((candidate, i) => {
    const target = predictions[i];
    return Number.isFinite(target) ? { ...candidate, predicted: transform.toScore(target) } : candidate;
  });
}

function logProposals(
  { state, log }: Search,
  wanted: number,
  improved: readonly Candidate[],
  filled: number,
): void {
  const round = `round ${state.round + 1}`;
  const largest = Math.max(...improved.map(({ stepSize }) => stepSize ?? 0));
  const upTo = improved.length > 0 ? ` (step sizes up to ${largest})` : '';
  const found = `${round}: ${improved.length} of ${wanted} new architectures come from the controller${upTo}`;
  const total = improved.length + filled;
  if (improved.length === wanted) log(found);
  else if (total === wanted) log(`${found}, the other ${filled} are random`);
  else log(`${found} and ${filled} are random: no others are left that are new`);
}
