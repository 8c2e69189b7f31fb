import fs from 'node:fs';
import type { Outcome } from '../../jobs/job-queue';
import type { Architecture, Space } from '../../space/space';
import { readChildResult } from './job';
import type { ChildPlace } from './backend';
import type { Children } from './children';
import type { Evaluator, Score } from '../evaluator';

export interface ChildOptions {
  readonly children: Children;
  readonly space: Space;
  readonly seed: number;
  /** Threads within one op. */
  readonly threads: number;
  /** Whoever opened it closes it. */
  readonly place: Pick<ChildPlace, 'train' | 'underWay'>;
}

/** Scores architectures by training each by itself (paper, sections 4.1 and 4.3), wherever children are trained. */
export function childEvaluator({ children, space, seed, threads, place }: ChildOptions): Evaluator {
  const { work, items, dataDigest, kind } = children;
  /** By the architecture's text: of those that were handed in, whether their end is known. */
  const ends = new Map<string, Promise<void>>();
  const outcomes = new Map<string, Outcome>();
  const data = children.data(threads);

  async function handIn(architecture: string): Promise<void> {
    if (ends.has(architecture) || outcomes.has(architecture)) return;
    const { outcome } = await place.train({ kind, architecture, seed, data });
    const end = outcome.then((known) => void outcomes.set(architecture, known));
    end.catch(() => undefined); // who waits for it learns of it
    ends.set(architecture, end);
  }

  return {
    ...work,
    dataDigest,
    items,
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
  const { score, loss, items, divergence, seconds } = readChildResult(outcome.result);
  if (score === null) {
    return { value: NaN, itemsScored: 0, failure: divergence ?? 'no score is known', seconds };
  }
  return { value: score, ...(loss === null ? {} : { loss }), itemsScored: items, seconds };
}
