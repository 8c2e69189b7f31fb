import type { SearchConfig } from '../config/schema';
import type { SearcherName } from './searchers';
import type { Trace } from './trace';

/** What a worker thread is started with. */
export interface WorkerInput {
  readonly config: SearchConfig;
  readonly budget: number;
}

/** A search that a worker thread is asked for, one at a time. */
export interface SearchOrder {
  readonly searcher: SearcherName;
  readonly seed: number;
}

/** What it answers. An error's class does not pass between threads. */
export type WorkerAnswer =
  | { readonly kind: 'finished'; readonly order: SearchOrder; readonly trace: Trace }
  /** An error for the user, with its exit code. */
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'fault'; readonly stack: string };
