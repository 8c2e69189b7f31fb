import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import type { Evaluator } from '../../evaluators/evaluator';
import type { Space } from '../../space/space';
import type { SeenArchitectures } from '../seen';
import type { RowSink } from './log-rows';
import type { SearchObjectives } from './ranking';
import type { SearchState } from './state';

/** The settings that the search algorithm reads. */
export type SearchSettings = Pick<SearchConfig, 'seed' | 'search' | 'controller' | 'run'>;

/** Dependencies of a search. All are interfaces, so tests can replace any of them. */
export interface SearchParts {
  readonly config: SearchSettings;
  readonly space: Space;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly rows: RowSink;
  /** Logs a sentence for the user. @param about `progress` if it tells how the work goes */
  log(text: string, about?: 'progress'): void;
  /** Seconds since an arbitrary point in time. Read for time columns only. */
  clock(): number;
}

/** Context of the phases. */
export interface PhaseContext extends SearchParts {
  readonly state: SearchState;
  readonly objectives: SearchObjectives;
  readonly seen: SeenArchitectures;
}

/** Report of a finished step. */
export interface PhaseStepReport {
  /** Images, tokens or architectures processed. */
  readonly items: number;
  readonly note?: string;
}

/**
 * Part of a round, made of steps so that the search can stop between any two. Steps read and change only the
 * state and the weights of evaluator and controller, so repeating a step from the same state gives the same
 * result.
 */
export interface Phase {
  /** Returns the number of steps in this round, finished ones included. 0 skips the phase. */
  steps(search: PhaseContext): number;
  /** Returns the number of steps between two checkpoints. */
  checkpointEvery(search: PhaseContext): number;
  /** Returns a promise that step `index` has to wait for, if any. The state does not change until it resolves. */
  prepare?(search: PhaseContext, index: number): Promise<void> | undefined;
  /** Runs step `index`. */
  run(search: PhaseContext, index: number): PhaseStepReport;
  /** Called after the last step, or at once if there are none. */
  end(search: PhaseContext): void;
}
