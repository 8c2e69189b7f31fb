import type { CurvePoint } from '../../evaluators/evaluator';
import type { Architecture } from '../../space/space';
import type { Observation } from './observation';

/** Phases of a round in order (Luo et al. 2018, NAO, algorithm 1). `learn` fits the controller. */
export const PHASES = ['train', 'score', 'learn', 'propose'] as const;
export type PhaseName = (typeof PHASES)[number];

/**
 * Origin of an architecture: drawn at random, or proposed by the controller (decoded, or chosen by the
 * surrogate).
 */
export type Origin = 'controller' | 'random';

/** Result of scoring an architecture once. */
export interface ScoringResult {
  /** Round of the scoring, 0-based. */
  readonly round: number;
  /** Score in the metric's unit; undefined if scoring failed. */
  readonly value?: number;
  readonly loss?: number;
  /** Number of images or tokens that the value is a mean over. */
  readonly itemsScored: number;
  /** Reason of a failed scoring. */
  readonly failure?: string;
  readonly seconds: number;
  /** Training losses before the score; dropped once they are logged. */
  readonly curve?: readonly CurvePoint[];
}

/** An architecture of the search. Its id is its index in `SearchState.candidates`. */
export interface Candidate {
  readonly architecture: Architecture;
  readonly origin: Origin;
  /** Round of its first scoring, 0-based. */
  readonly round: number;
  /** Id of the architecture that it was derived from. */
  readonly parent?: number;
  /** Step size of the moved embedding (eta in NAO equation 2), if it was decoded from one. */
  readonly stepSize?: number;
  /** Score predicted before the first scoring, in the metric's unit. */
  readonly predicted?: number;
  /** Latest result. */
  readonly result?: ScoringResult;
}

/**
 * State of a search, from which it resumes together with the weights of evaluator and controller. Plain JSON,
 * without NaN and without undefined in arrays. It has no random state, because random streams are named by
 * their position in the search.
 */
export interface SearchState {
  /** 0-based. */
  round: number;
  phase: PhaseName | 'done';
  /** Number of finished steps of the phase. */
  index: number;
  /** All architectures of the search; the index is the id. */
  candidates: Candidate[];
  /** Ids of the pool (X in NAO algorithm 1). All ids, unless each round rescores it and drops the worst (`search.keepAll`). */
  pool: number[];
  /** Results of the current scoring phase so far, in the order of the ids to score. */
  results: ScoringResult[];
  /** Round of the last finished scoring phase; -1 before the first. */
  lastScoring: number;
  /** Sums over the training steps of this round. */
  training: { steps: number; loss: number; items: number; seconds: number };
  /** Number of training steps in all rounds. */
  trainedSteps: number;
  /** True once the controller has been trained, so that its weights must be saved. */
  controllerTrained: boolean;
  /** Architectures with predicted targets, in the second half of the controller's epochs (`controller.pseudoLabels`). */
  pseudoLabeled?: Observation[];
  /** Seconds spent on this round, and on fitting in it. */
  seconds: { round: number; learn: number };
  /** Pool size at the last scoring, and the number of architectures scored in it. */
  scored: { poolSize: number; count: number };
  /** Number of architectures that this round proposed, and the random ones among them. */
  proposed: { count: number; random: number };
  /** Reason of the end, once the search is finished. */
  ended?: 'rounds' | 'exhausted';
}

/** Creates the state of a new search. */
export function createInitialState(): SearchState {
  return {
    round: 0,
    phase: 'train',
    index: 0,
    candidates: [],
    pool: [],
    results: [],
    lastScoring: -1,
    training: { steps: 0, loss: 0, items: 0, seconds: 0 },
    trainedSteps: 0,
    controllerTrained: false,
    seconds: { round: 0, learn: 0 },
    scored: { poolSize: 0, count: 0 },
    proposed: { count: 0, random: 0 },
  };
}
