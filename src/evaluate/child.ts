import fs from 'node:fs';
import type { SearchConfig } from '../config/schema';
import type { Outcome } from '../jobs/job-queue';
import type { Architecture, Space } from '../space/space';
import { CHILD_JOB, childData, readChildResult } from './child-job';
import type { ChildPlace } from './child-place';
import type { Evaluator, Score, Workload } from './evaluator';

/** What the children of a run have in common. */
export interface Children {
  readonly config: Pick<SearchConfig, 'seed' | 'space' | 'data' | 'child' | 'run'>;
  readonly space: Space;
  readonly work: Workload;
  readonly dataDigest: string;
  /** Threads within one op. */
  readonly threads: number;
  /** Whoever opened it closes it. */
  readonly place: Pick<ChildPlace, 'train' | 'underWay'>;
}

/** Scores architectures by training each by itself (paper, section 4.1), wherever children are trained. */
export function childEvaluator({ config, space, work, dataDigest, threads, place }: Children): Evaluator {
  /** By the architecture's text: of those that were handed in, whether their end is known. */
  const ends = new Map<string, Promise<void>>();
  const outcomes = new Map<string, Outcome>();
  const data = childData(config, dataDigest, threads);

  async function handIn(architecture: string): Promise<void> {
    if (ends.has(architecture) || outcomes.has(architecture)) return;
    const { outcome } = await place.train({ kind: CHILD_JOB, architecture, seed: config.seed, data });
    const end = outcome.then((known) => void outcomes.set(architecture, known));
    end.catch(() => undefined); // who waits for it learns of it
    ends.set(architecture, end);
  }

  return {
    ...work,
    dataDigest,
    items: 'images',
    knows: () => true,
    elsewhere: {
      async prepare(architectures: readonly Architecture[]): Promise<void> {
        const texts = architectures.map((architecture) => space.format(architecture));
        for (const text of texts) await handIn(text);
        await ends.get(texts[0]);
      },
      underWay: () => place.underWay(),
    },
    train() {
      throw new Error('children are trained one by one');
    },
    score(architecture): Score {
      const outcome = outcomes.get(space.format(architecture));
      if (outcome === undefined) throw new Error('the child was not waited for');
      return scoreOf(outcome);
    },
    // Children that are done and whose turn has not come yet are worth keeping.
    save: (prefix) => fs.writeFileSync(fileOf(prefix), JSON.stringify([...outcomes])),
    restore(prefix) {
      for (const [text, outcome] of JSON.parse(fs.readFileSync(fileOf(prefix), 'utf8')) as [
        string,
        Outcome,
      ][]) {
        outcomes.set(text, outcome);
      }
    },
    dispose: () => undefined,
  };
}

function fileOf(prefix: string): string {
  return `${prefix}.json`;
}

/** A child that diverged or could not be trained has no value, but a reason. */
export function scoreOf(outcome: Outcome): Score {
  if (outcome.kind === 'failed') return { value: NaN, itemsScored: 0, failure: outcome.reason };
  if (outcome.kind === 'cancelled') throw new Error('nobody cancels a child');
  const { validAccuracy, validLoss, images, divergence, seconds } = readChildResult(outcome.result);
  if (validAccuracy === null) {
    return { value: NaN, itemsScored: 0, failure: divergence ?? 'no accuracy is known', seconds };
  }
  return {
    value: validAccuracy,
    ...(validLoss === null ? {} : { loss: validLoss }),
    itemsScored: images,
    seconds,
  };
}
