import type { Reported } from '../evaluate/evaluator';
import type { Best } from './best';
import type { SearchState } from './state';

/** Where a search keeps what must outlive its process. */
export interface Store {
  /**
   * Saves a checkpoint: the state, the positions of the logs, and the files that `saveWeights` puts into the folder that
   * it is given. A process killed at any moment leaves this checkpoint whole or the one before.
   */
  checkpoint(state: SearchState, saveWeights: (folder: string) => void): void;
  /**
   * Replaces what was the best before.
   *
   * @param best undefined where nothing has a score, of which nothing is kept then
   * @param reported what the evaluator tells of the result of a search that is over
   */
  writeBest(best: Best | undefined, reported?: Reported): void;
}
