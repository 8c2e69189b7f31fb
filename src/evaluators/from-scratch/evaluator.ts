import fs from 'node:fs';
import type { JobOutcome } from '../../jobs/job-queue';
import type { Architecture, Space } from '../../space/space';
import type { Evaluator, Score } from '../evaluator';
import type { ChildBackend } from './backend';
import type { ChildJobs } from './children';
import { parseChildResult } from './job';

export interface FromScratchOptions {
  readonly children: ChildJobs;
  readonly space: Space;
  readonly seed: number;
  /** Threads within one op. */
  readonly threads: number;
  /** Opened and closed by the caller. */
  readonly backend: Pick<ChildBackend, 'submit' | 'progressText'>;
}

/** Creates the evaluator that trains each architecture from scratch (NAO sections 4.1 and 4.3; Luo et al. 2018). */
export function createFromScratchEvaluator({
  children,
  space,
  seed,
  threads,
  backend,
}: FromScratchOptions): Evaluator {
  const { plan, unit, dataDigest, kind } = children;
  /** Submitted children by their architecture's text; resolved once the outcome is known. */
  const pending = new Map<string, Promise<void>>();
  const outcomes = new Map<string, JobOutcome>();
  const data = children.createData(threads);

  async function submit(architecture: string): Promise<void> {
    if (pending.has(architecture) || outcomes.has(architecture)) return;
    const { outcome } = await backend.submit({ kind, architecture, seed, data });
    const finished = outcome.then((value) => void outcomes.set(architecture, value));
    finished.catch(() => undefined); // `prepare` handles the rejection when it awaits the child
    pending.set(architecture, finished);
  }

  return {
    ...plan,
    dataDigest,
    unit,
    supports: () => true,
    asyncScoring: {
      async prepare(architectures: readonly Architecture[]): Promise<void> {
        const texts = architectures.map((architecture) => space.format(architecture));
        for (const text of texts) await submit(text);
        await pending.get(texts[0]);
      },
      progressText: () => backend.progressText(),
    },
    train() {
      throw new Error('training from scratch has no shared weights to train');
    },
    score(architecture): Score {
      const outcome = outcomes.get(space.format(architecture));
      if (outcome === undefined) throw new Error('score was called before prepare resolved');
      return toScore(outcome);
    },
    // Keeps children that finished before the search asked for their score, in an order that does not depend on time.
    save(prefix) {
      const sorted = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
      fs.writeFileSync(getOutcomesFile(prefix), JSON.stringify(sorted));
    },
    restore(prefix) {
      for (const [text, outcome] of JSON.parse(fs.readFileSync(getOutcomesFile(prefix), 'utf8')) as [
        string,
        JobOutcome,
      ][]) {
        outcomes.set(text, outcome);
      }
    },
    dispose: () => undefined,
  };
}

function getOutcomesFile(prefix: string): string {
  return `${prefix}.json`;
}

/** Returns the score of a child; one that diverged or could not be trained has a failure instead of a value. */
export function toScore(outcome: JobOutcome): Score {
  if (outcome.kind === 'failed') return { value: NaN, itemsScored: 0, failure: outcome.reason };
  if (outcome.kind === 'cancelled') throw new Error('a child was cancelled');
  const { score, loss, items, divergence, seconds, curve } = parseChildResult(outcome.result);
  if (score === null) {
    return { value: NaN, itemsScored: 0, failure: divergence ?? 'no score is known', seconds, curve };
  }
  return { value: score, ...(loss === null ? {} : { loss }), itemsScored: items, seconds, curve };
}
