import { drawInitialSample, type SearchContext, type Searcher } from './searcher';

/** Architectures drawn at a time. */
const BATCH_SIZE = 50;

/** Creates a random search over unseen architectures. */
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
