import { stream } from '../../random';
import { type Best, best } from './pool';
import { considered } from '../seen';
import type { Phase, Search, SearchParts, UnitReport } from './phase';
import { learn } from './phases/fit';
import { propose } from './phases/propose';
import { score } from './phases/score';
import { train } from './phases/train';
import { roundRow } from './round-row';
import { type Candidate, PHASES, type PhaseName, type SearchState, initialState } from './state';

const WORK: Readonly<Record<PhaseName, Phase>> = { train, score, learn, propose };

/** One unit of work that has been done. */
export interface Step extends UnitReport {
  /** 0-based. */
  readonly round: number;
  readonly phase: PhaseName;
  /** Units of the phase that are finished, of `total`. */
  readonly done: number;
  readonly total: number;
  /** Time to save the state, the evaluator and the controller: a phase ended, or the configured interval did. */
  readonly checkpointDue: boolean;
}

/** What the next step waits for. */
export interface Waiting {
  /** 0-based. */
  readonly round: number;
  readonly phase: PhaseName;
  /** Units of the phase that are finished, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly over: Promise<void>;
}

/** The search of Luo et al. (2018), algorithm 1, as a machine that is wound on unit by unit. */
export interface NaoSearch {
  /** Plain JSON between two steps; a search opened with a copy of it goes on from there. */
  readonly state: SearchState;
  readonly finished: boolean;
  /** Undefined where the next step can be taken at once. Until it is, the state is one to save and to stop at. */
  wait(): Waiting | undefined;
  /** Does the next unit of work, for which there is nothing to wait any more. @throws FailedError if a loss is not finite; the state is then as before the step */
  step(): Step;
  best(): Best | undefined;
}

/**
 * Opens a search, anew or where `saved` stands; the weights of evaluator and controller are then those saved with it.
 * Every random choice comes from a stream named by its place in the search, so a step done again does the same again.
 */
export function naoSearch(parts: SearchParts, saved?: SearchState): NaoSearch {
  const state = saved ?? initialState();
  const known = state.candidates.map(({ architecture }) => architecture);
  const search: Search = { ...parts, state, considered: considered(parts.space, parts.evaluator, known) };
  if (saved === undefined) {
    drawPool(search);
    enterPhaseWithWork(search);
  }

  return {
    state,
    get finished() {
      return state.phase === 'done';
    },
    wait: () => wait(search),
    step: () => step(search),
    best: () => best(state, parts.evaluator.metric, parts.evaluator.scoresDrift),
  };
}

function drawPool({ config, considered, state, say }: Search): void {
  const wanted = config.search.pool;
  const drawn = considered
    .drawNew(wanted, stream(config.seed, 'pool'))
    .map((architecture): Candidate => ({ architecture, origin: 'random', round: 0 }));
  state.candidates.push(...drawn);
  state.pool = drawn.map((_, id) => id);
  if (drawn.length < wanted) {
    say(
      `there are only ${drawn.length} different architectures to score, fewer than search.pool = ${wanted}`,
    );
  }
}

function wait(search: Search): Waiting | undefined {
  const { state, clock } = search;
  const { round, phase, index } = state;
  if (phase === 'done') return undefined;
  const start = clock();
  const ready = WORK[phase].wait?.(search, index);
  if (ready === undefined) return undefined;
  const over = ready.then(() => {
    state.seconds.round += clock() - start;
  });
  return { round, phase, done: index, total: WORK[phase].units(search), over };
}

function step(search: Search): Step {
  const { state, clock } = search;
  if (state.phase === 'done') throw new Error('the search is over');
  const { round, phase } = state;
  const work = WORK[phase];
  const total = work.units(search);
  const start = clock();
  const report = work.run(search, state.index);
  state.seconds.round += clock() - start;
  state.index += 1;
  const done = state.index;
  const isPhaseEnd = done === total;
  if (isPhaseEnd) {
    endPhase(search, work);
    enterPhaseWithWork(search);
  }
  return {
    ...report,
    round,
    phase,
    done,
    total,
    checkpointDue: isPhaseEnd || done % work.checkpointEvery(search) === 0,
  };
}

/** Ends phases that have nothing to do in this round. */
function enterPhaseWithWork(search: Search): void {
  while (search.state.phase !== 'done') {
    const work = WORK[search.state.phase];
    if (search.state.index < work.units(search)) return;
    endPhase(search, work);
  }
}

function endPhase(search: Search, work: Phase): void {
  const { config, considered, state, say } = search;
  work.end(search);
  const isLastRound = state.round + 1 === config.search.rounds;
  if (state.phase === 'score' && (isLastRound || considered.isExhausted())) {
    // What the controller would propose now, nobody would score.
    if (!isLastRound) {
      say(
        `all ${state.candidates.length} architectures have been considered: the space is exhausted, the search ends`,
      );
    }
    endRound(search);
    state.phase = 'done';
    state.ended = isLastRound ? 'rounds' : 'exhausted';
  } else if (state.phase === 'propose') {
    const isExhausted = state.proposed.count === 0;
    endRound(search);
    if (isExhausted) say('no new architecture was found: the space is exhausted, the search ends');
    state.phase = isExhausted ? 'done' : 'train';
    if (isExhausted) state.ended = 'exhausted';
    else state.round += 1;
  } else {
    const next = state.phase === 'done' ? undefined : PHASES[PHASES.indexOf(state.phase) + 1];
    if (next === undefined) throw new Error(`nothing follows the phase ${state.phase}`);
    state.phase = next;
  }
  state.index = 0;
}

function endRound(search: Search): void {
  const { state, rows } = search;
  rows.round(roundRow(search));
  state.training = { steps: 0, loss: 0, items: 0, seconds: 0 };
  state.seconds = { round: 0, learn: 0 };
  state.proposed = { count: 0, random: 0 };
}
