import { createRandomStream } from '../../../random';
import { maximizeAcquisition, type Proposal } from '../acquisition';
import type { Phase, PhaseContext } from '../phase';
import { replaceWorst } from '../pool';
import { hasScore, rankByObjectives, type RankedCandidate } from '../ranking';
import type { Candidate } from '../state';
import { createSurrogate, type Surrogate } from '../surrogate';
import { createTokenizer } from '../tokenizer';
import { buildTrainingSet, type TrainingSet } from '../training-set';

/**
 * Improves the best architectures in the controller's embedding and adds the unseen results to the pool (Luo
 * et al. 2018, NAO, algorithm 1 and footnote 4). Fills up with random architectures. The phase is quick and
 * has one step.
 */
export const proposePhase: Phase = {
  steps: () => 1,
  checkpointEvery: () => 1,

  run(search) {
    const { config, evaluator, objectives, state } = search;
    const dropsWorst = evaluator.rescoresEachRound && !config.search.keepAll;
    const wanted = dropsWorst
      ? // A pool of constant size keeps at least its best architecture, unless it has only one.
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
    state.pool = dropsWorst ? replaceWorst(state, ids, objectives) : [...state.pool, ...ids];
    state.proposed = { count: proposed.length, random: filled.length };
    logProposals(search, wanted, improved, filled.length);
    return { items: proposed.length };
  },

  end: () => undefined,
};

/**
 * Returns at most `wanted` proposals made from the best architectures or chosen by the surrogate, marked as
 * seen.
 */
function improve(search: PhaseContext, surrogate: Surrogate | undefined, wanted: number): Proposal[] {
  const { config, objectives, state } = search;
  const parents: RankedCandidate[] = rankByObjectives(state.candidates, state.pool, objectives)
    .filter(({ candidate }) => hasScore(candidate))
    .slice(0, config.search.topK);
  if (parents.length === 0 || surrogate === undefined) return [];
  return config.search.acquisitionSamples === 0
    ? takeUnseen(search, decode(search, parents), wanted)
    : maximizeAcquisition(search, surrogate, { parents, decoded: [...decode(search, parents)] }, wanted);
}

/**
 * Yields the decoded embeddings of the parents, moved by each step size in turn. Lazy: later step sizes may
 * not be needed.
 */
function* decode(
  { config, controller, space }: PhaseContext,
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

function takeUnseen({ seen }: PhaseContext, proposals: Iterable<Proposal>, wanted: number): Proposal[] {
  const found: Proposal[] = [];
  for (const proposal of proposals) {
    if (seen.markSeen(proposal.architecture)) found.push(proposal);
    if (found.length === wanted) break;
  }
  return found;
}

/** Returns eta, 1.5 eta, 2 eta, ... up to `largest` (NAO footnote 4). Always includes eta itself. */
function listStepSizes(eta: number, largest: number): number[] {
  // A step size of 0 does not grow. Rounding must not cost the last one: 0.3 is 3 times 0.1, less the last bit.
  const growths = eta > 0 ? Math.max(0, Math.floor((2 * (largest - eta)) / eta + 1e-9)) : 0;
  return Array.from({ length: growths + 1 }, (_, growth) => eta * (1 + growth / 2));
}

/**
 * Adds each candidate's predicted score, in the metric's unit. Returns the candidates unchanged without a
 * surrogate.
 */
function addPredictions(
  candidates: readonly Candidate[],
  transform: TrainingSet['transform'] | undefined,
  surrogate: Surrogate | undefined,
): readonly Candidate[] {
  if (transform === undefined || surrogate === undefined || candidates.length === 0) return candidates;
  const predictions = surrogate.predict(candidates.map(({ architecture }) => architecture));
  return candidates.map((candidate, i) => {
    const predicted = transform.toScore(predictions[i]);
    return Number.isFinite(predicted) ? { ...candidate, predicted } : candidate;
  });
}

function logProposals(
  { state, log }: PhaseContext,
  wanted: number,
  improved: readonly Candidate[],
  filled: number,
): void {
  const round = `round ${state.round + 1}`;
  const stepSizes = improved.flatMap(({ stepSize }) => stepSize ?? []);
  const upTo = stepSizes.length > 0 ? ` (step sizes up to ${Math.max(...stepSizes)})` : '';
  const found = `${round}: ${improved.length} of ${wanted} new architectures come from the controller${upTo}`;
  const total = improved.length + filled;
  if (improved.length === wanted) log(found, 'progress');
  else if (total === wanted) log(`${found}, the other ${filled} are random`, 'progress');
  else log(`${found}, ${filled} are random, and no unseen ones are left`);
}
