import { createRandomStream } from '../../random';
import { limitCosts } from '../cost-limits';
import { SeenArchitectures } from '../seen';
import type { Phase, PhaseContext, PhaseStepReport, SearchParts } from './phase';
import { fitPhase } from './phases/fit';
import { proposePhase } from './phases/propose';
import { scorePhase } from './phases/score';
import { trainPhase } from './phases/train';
import { type BestCandidate, findBestCandidate } from './pool';
import { createRoundRow } from './round-row';
import { hasMoreRounds } from './rounds';
import { createSecondObjective } from './second-objective';
import { type Candidate, createInitialState, type PhaseName, PHASES, type SearchState } from './state';

const PHASE_BY_NAME: Readonly<Record<PhaseName, Phase>> = {
  train: trainPhase,
  score: scorePhase,
  learn: fitPhase,
  propose: proposePhase,
};

/** A finished step of the search. */
export interface SearchStep extends PhaseStepReport {
  /** 0-based. */
  readonly round: number;
  readonly phase: PhaseName;
  /** Finished steps of the phase, of `total`. */
  readonly done: number;
  readonly total: number;
  /**
   * True at the end of a phase and at the configured interval: state, evaluator and controller should be
   * saved.
   */
  readonly checkpointDue: boolean;
}

/** A next step that waits for an asynchronous result. */
export interface PendingStep {
  /** 0-based. */
  readonly round: number;
  readonly phase: PhaseName;
  /** Finished steps of the phase, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly whenReady: Promise<void>;
}

/** NAO (Luo et al. 2018), algorithm 1, as a resumable state machine. */
export interface NaoSearch {
  /** Plain JSON between two steps. A search created with a copy of it resumes there. */
  readonly state: SearchState;
  readonly finished: boolean;
  /**
   * Returns the pending result, or undefined if the next step can run at once. The state can be saved while
   * waiting.
   */
  getPending(): PendingStep | undefined;
  /**
   * Runs the next step, which must not be pending.
   *
   * @throws FailedError if a loss is not finite; the state is then as before the step
   */
  step(): SearchStep;
  best(): BestCandidate | undefined;
}

/**
 * Creates a search, or resumes one from its saved state. Random streams are named by their position in the
 * search, so a repeated step gives the same result.
 *
 * @param saved state to resume from; evaluator and controller must have the weights that were saved with it. If all its rounds
 *   are done and there are more now, the row of its last round is logged again.
 */
export function createNaoSearch(parts: SearchParts, saved?: SearchState): NaoSearch {
  const state = saved ?? createInitialState();
  const alreadySeen = state.candidates.map(({ architecture }) => architecture);
  const { config, space, evaluator } = parts;
  const scorable = limitCosts(evaluator, space, config.search.objectives);
  const search: PhaseContext = {
    ...parts,
    state,
    objectives: {
      metric: evaluator.metric,
      second: createSecondObjective(config.search.objectives, space),
    },
    seen: new SeenArchitectures(space, scorable, alreadySeen),
  };
  if (saved === undefined) {
    drawPool(search);
    skipEmptyPhases(search);
  } else if (hasMoreRounds(saved, config)) {
    reopen(search);
  }

  return {
    state,
    get finished() {
      return state.phase === 'done';
    },
    getPending: () => findPendingStep(search),
    step: () => runStep(search),
    best: () => findBestCandidate(state, search.objectives, evaluator.rescoresEachRound),
  };
}

function drawPool({ config, seen, state, log }: PhaseContext): void {
  const wanted = config.search.poolSize;
  const drawn = seen
    .drawNew(wanted, createRandomStream(config.seed, 'pool'))
    .map((architecture): Candidate => ({ architecture, origin: 'random', round: 0 }));
  state.candidates.push(...drawn);
  state.pool = drawn.map((_, id) => id);
  if (drawn.length < wanted) {
    log(`only ${drawn.length} distinct architectures can be scored, fewer than search.poolSize = ${wanted}`);
  }
}

function findPendingStep(search: PhaseContext): PendingStep | undefined {
  const { state, clock } = search;
  const { round, phase, index } = state;
  if (phase === 'done') return undefined;
  const start = clock();
  const ready = PHASE_BY_NAME[phase].prepare?.(search, index);
  if (ready === undefined) return undefined;
  const whenReady = ready.then(() => {
    state.seconds.round += clock() - start;
  });
  return { round, phase, done: index, total: PHASE_BY_NAME[phase].steps(search), whenReady };
}

function runStep(search: PhaseContext): SearchStep {
  const { state, clock } = search;
  if (state.phase === 'done') throw new Error('the search is finished');
  const { round, phase } = state;
  const currentPhase = PHASE_BY_NAME[phase];
  const total = currentPhase.steps(search);
  const start = clock();
  const report = currentPhase.run(search, state.index);
  state.seconds.round += clock() - start;
  state.index += 1;
  const done = state.index;
  const isPhaseEnd = done === total;
  if (isPhaseEnd) {
    endPhase(search, currentPhase);
    skipEmptyPhases(search);
  }
  return {
    ...report,
    round,
    phase,
    done,
    total,
    checkpointDue: isPhaseEnd || done % currentPhase.checkpointEvery(search) === 0,
  };
}

/** Ends phases that have no steps in this round. */
function skipEmptyPhases(search: PhaseContext): void {
  while (search.state.phase !== 'done') {
    const currentPhase = PHASE_BY_NAME[search.state.phase];
    if (search.state.index < currentPhase.steps(search)) return;
    endPhase(search, currentPhase);
  }
}

/** Continues a search that has more rounds now, as if it had always had them: after the scoring of its last round. */
function reopen(search: PhaseContext): void {
  const { state } = search;
  delete state.ended;
  state.phase = 'score';
  startNextPhase(search);
  skipEmptyPhases(search);
}

function endPhase(search: PhaseContext, currentPhase: Phase): void {
  currentPhase.end(search);
  startNextPhase(search);
}

function startNextPhase(search: PhaseContext): void {
  const { config, seen, state, log, rows } = search;
  const isLastRound = state.round + 1 === config.search.rounds;
  if (state.phase === 'score' && (isLastRound || seen.isExhausted())) {
    // No later phase would score further proposals.
    if (!isLastRound) {
      log(
        `all ${state.candidates.length} architectures have been scored: the space is exhausted, the search ends`,
      );
    }
    // The sums of the round stay: with more rounds, it goes on.
    rows.round(createRoundRow(search));
    state.phase = 'done';
    state.ended = isLastRound ? 'rounds' : 'exhausted';
  } else if (state.phase === 'propose') {
    const isExhausted = state.proposed.count === 0;
    endRound(search);
    if (isExhausted) log('no new architecture was found: the space is exhausted, the search ends');
    state.phase = isExhausted ? 'done' : 'train';
    if (isExhausted) state.ended = 'exhausted';
    else state.round += 1;
  } else {
    const next = state.phase === 'done' ? undefined : PHASES[PHASES.indexOf(state.phase) + 1];
    if (next === undefined) throw new Error(`no phase follows ${state.phase}`);
    state.phase = next;
  }
  state.index = 0;
}

function endRound(search: PhaseContext): void {
  const { state, rows } = search;
  rows.round(createRoundRow(search));
  state.training = { steps: 0, loss: 0, items: 0, seconds: 0 };
  state.seconds = { round: 0, learn: 0 };
  state.proposed = { count: 0, random: 0 };
}
