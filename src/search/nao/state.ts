import type { Architecture } from '../../space/space';

/** What a round is made of, in this order (paper, algorithm 1). */
export const PHASES = ['train', 'score', 'learn', 'propose'] as const;
export type PhaseName = (typeof PHASES)[number];

/** How an architecture came into the search: drawn at random, or decoded from an improved embedding. */
export type Origin = 'controller' | 'random';

/** What scoring an architecture once gave. */
export interface ScoringResult {
  /** Round of the scoring, 0-based. */
  readonly round: number;
  /** In the metric's unit; undefined where scoring failed. */
  readonly value?: number;
  readonly loss?: number;
  /** Images or tokens that the value is a mean over. */
  readonly itemsScored: number;
  /** Why there is no value. */
  readonly failure?: string;
  readonly seconds: number;
}

/** An architecture that the search has considered. Its id is its index among all of them, so it is never given twice. */
export interface Candidate {
  readonly architecture: Architecture;
  readonly origin: Origin;
  /** Round that scores it first, 0-based. */
  readonly round: number;
  /** Id of the architecture whose embedding was moved, and how far (eta in the paper's equation 2). */
  readonly parent?: number;
  readonly stepSize?: number;
  /** What the controller expected before it was scored, in the metric's unit. */
  readonly predicted?: number;
  /** The latest. */
  readonly result?: ScoringResult;
}

/**
 * Where a search stands: all that a resumed one needs beside the weights of evaluator and controller. Plain JSON: no
 * NaN, no undefined in arrays, and no random state, since every random stream is named by where the search is.
 */
export interface SearchState {
  /** 0-based. */
  round: number;
  phase: PhaseName | 'done';
  /** Units of the phase that are finished. */
  index: number;
  /** Every architecture ever considered; the index is the id. */
  candidates: Candidate[];
  /** Ids that the search works on: X of the paper. Of constant size where scores drift, else all. */
  pool: number[];
  /** Results of the scoring under way, in the order of the ids that are scored. */
  results: ScoringResult[];
  /** The round of the last scoring that was finished, -1 before the first. */
  lastScoring: number;
  /** Sums over this round's training steps. */
  training: { steps: number; loss: number; items: number; seconds: number };
  /** Training steps of all rounds. */
  trainedSteps: number;
  /** Whether the controller has weights worth saving. */
  controllerTrained: boolean;
  /** Seconds spent on this round, and on its learning. */
  seconds: { round: number; learn: number };
  /** Size of the pool when it was scored, and how many were scored. */
  scored: { poolSize: number; count: number };
  /** What this round's proposing gave. */
  proposed: { count: number; random: number };
  /** Why the search is over. */
  ended?: 'rounds' | 'exhausted';
}

/** The state before anything is done. */
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
