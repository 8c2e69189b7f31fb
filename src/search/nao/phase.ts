import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import type { Evaluator } from '../../evaluators/evaluator';
import type { Space } from '../../space/space';
import type { SeenArchitectures } from '../seen';
import type { RowSink } from './log-rows';
import type { SearchState } from './state';

/** The settings that the search itself reads. */
export type SearchSettings = Pick<SearchConfig, 'seed' | 'search' | 'controller' | 'run'>;

/** What a search is made of: contracts only, so that a test may put anything in their place. */
export interface SearchParts {
  readonly config: SearchSettings;
  readonly space: Space;
  readonly evaluator: Evaluator;
  readonly controller: Controller;
  readonly rows: RowSink;
  /** Told what must not be lost: sentences for the user. */
  log(text: string): void;
  /** Seconds from any point on; read for time columns only. */
  clock(): number;
}

/** What a phase works with. */
export interface Search extends SearchParts {
  readonly state: SearchState;
  readonly seen: SeenArchitectures;
}

/** What is told of a unit of work as it is finished. */
export interface PhaseStepReport {
  /** Images, tokens or architectures in it. */
  readonly items: number;
  readonly note?: string;
}

/**
 * A part of a round, done in units so that the search can stop between any two. Units read and change the state alone
 * (and the weights of evaluator or controller), so a unit done again from the same state does the same.
 */
export interface Phase {
  /** Units in this round; the same however many of them are finished. 0: nothing to do. */
  steps(search: Search): number;
  /** Units between two checkpoints. */
  checkpointEvery(search: Search): number;
  /** What the unit `index` has to wait for before it is run; the state stays as it is meanwhile. */
  prepare?(search: Search, index: number): Promise<void> | undefined;
  run(search: Search, index: number): PhaseStepReport;
  /** After the last unit, or at once where there are none. */
  end(search: Search): void;
}
