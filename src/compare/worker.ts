import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../errors';
import { tableEvaluator } from '../evaluate/table';
import { spaceByName } from '../space/registry';
import { type OpenedSearcher, openSearcher, type SearcherName } from './searchers';
import type { SearchOrder, WorkerAnswer, WorkerInput } from './task';
import { type Trace, traceSearch } from './trace';

const { config, budget } = workerData as WorkerInput;
const space = spaceByName(config.space.name, config.space);
const evaluator = tableEvaluator(config.table, space);
const known = { knows: evaluator.knows, all: evaluator.all };
const opened = new Map<SearcherName, OpenedSearcher>();

parentPort?.on('message', (order: SearchOrder) => {
  try {
    answer({ kind: 'finished', order, trace: search(order) });
  } catch (error) {
    answer(
      error instanceof UserError
        ? { kind: 'failed', message: error.message, exitCode: error.exitCode }
        : { kind: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    );
  }
});

function search({ searcher, seed }: SearchOrder): Trace {
  const open = opened.get(searcher) ?? openSearcher(searcher, { space, known, config });
  opened.set(searcher, open);
  return traceSearch(open.start(seed), evaluator, space, budget);
}

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}
