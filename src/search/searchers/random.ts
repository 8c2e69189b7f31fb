import { firstDraw, type Searcher, type SearchTask } from './searcher';

/** Architectures drawn at a time: how many does not matter. */
const BATCH = 50;

/** Random search: any architecture that is new. */
export function randomSearcher(task: SearchTask): Searcher {
  let batches = 0;
  return {
    propose() {
      batches += 1;
      if (batches === 1) return firstDraw(task, BATCH);
      return task.considered.drawNew(BATCH, task.stream('random', batches));
    },
    observe: () => undefined,
  };
}
