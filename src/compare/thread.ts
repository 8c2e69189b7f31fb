import { workerData } from 'node:worker_threads';
import { tableEvaluator } from '../evaluators/table/evaluator';
import { spaceByName } from '../space/registry';
import { serveOrders } from '../threads/serve';
import { type OpenedSearcher, openSearcher, type SearcherName } from './searchers';
import type { SearchOrder, WorkerInput } from './compare';
import { type Trace, traceSearch } from './trace';

const { config, budget } = workerData as WorkerInput;
const space = spaceByName(config.space.name, config.space);
const evaluator = tableEvaluator(config.table, space);
const known = { knows: evaluator.knows, all: evaluator.all };
const opened = new Map<SearcherName, OpenedSearcher>();

serveOrders(({ searcher, seed }: SearchOrder): Trace => {
  const open = opened.get(searcher) ?? openSearcher(searcher, { space, known, config });
  opened.set(searcher, open);
  return traceSearch(open.start(seed), evaluator, space, budget);
});
