import { drawInitialSample, type SearchContext, type Searcher } from './searcher';

/** Architectures drawn at a time: how many does not matter. */
const BATCH_SIZE = 50;

/** Random search: any architecture that is new. */
export function createRandomSearcher(context: SearchContext): Searcher {
  let batches = 0;
  return {
    ask() {
      batches += 1;
      if (batches === 1) return drawInitialSample(context, BATCH_SIZE);
      return context.seen.drawNew(BATCH_SIZE, context.stream('random', batches));
    },
    tell: () => undefined,
  };
}
