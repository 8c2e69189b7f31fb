import type { SearchConfig } from '../config/schema';
import type { SearcherName } from './searchers';

/** What a worker thread is started with. */
export interface WorkerInput {
  readonly config: SearchConfig;
  readonly budget: number;
}

/** A search that a worker thread is asked for; what it gives does not depend on which thread that is. */
export interface SearchOrder {
  readonly searcher: SearcherName;
  readonly seed: number;
}
