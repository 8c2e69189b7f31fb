import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandomStream, type Random, randomInteger } from '../../src/random';
import { isRedisInstalled, startRedis } from '../support/jobs/redis-server';
import { findFaults, type Program, startProgram } from './program';
import { findDifferences, readResults } from './subjects';
import type { Campaign, TrialResult } from './trial';
import { Workers } from './workers';

/** Searches at the same time. Each has a seed of its own, and starts again when it has ended. */
const SEARCHES = 20;

const WORKERS = 8;

/** Twins at the same time, each without Redis. */
const TWINS = 4;

/** Time after which a search counts as hung, which others and lost workers slow down. */
const HANG_MS = 3_600_000;

/** Longest time that a worker is there, and that it is away. */
const STAY_MS = 180_000;
const ABSENCE_MS = 20_000;

/** Share of workers that are killed; the others are told to end. Small, since a job that loses three workers has failed. */
const KILLED = 0.25;

/** Runs many searches at once on one Redis server while workers come and go. Each must equal the one that ran alone. */
export const manyAtOnce: Campaign = {
  name: 'many at once',
  unit: 'searches',
  weight: 0,
  findObstacle: () => (isRedisInstalled ? undefined : 'redis-server is not installed'),
  async run({ random, subjects, folder, isOver }): Promise<TrialResult> {
    const searches = Array.from({ length: SEARCHES }, (_, i) => ({
      subject: subjects.find(i % 2 === 0 ? 'search full cnn' : 'search full rnn'),
      seed: i,
    }));
    for (let i = 0; i < SEARCHES; i += TWINS) {
      await Promise.all(
        searches.slice(i, i + TWINS).map(({ subject, seed }) => subjects.twin(subject, seed)),
      );
    }
    const redis = await startRedis(path.join(folder, 'redis'));
    const workers = new Workers(folder, redis.url, WORKERS);
    const faults: string[] = [];
    const end = new AbortController();
    const running = new Set<Program>();
    let compared = 0;
    let changes = 0;

    const repeat = async ({ subject, seed }: (typeof searches)[number]): Promise<void> => {
      for (let time = 0; time === 0 || !(isOver() || end.signal.aborted); time++) {
        const out = path.join(folder, `seed ${seed}, time ${time}`);
        const search = startProgram(folder, subject.start(out, seed), {
          environment: { NAO_QUEUE: redis.url },
          hangMs: HANG_MS,
        });
        running.add(search);
        const ended = await search.ended;
        running.delete(search);
        if (end.signal.aborted) return;
        faults.push(...findFaults(ended));
        if (ended.code !== 0) faults.push(`seed ${seed}: refused: ${ended.output.slice(-800)}`);
        const { results } = await subjects.twin(subject, seed);
        const differences = ended.code === 0 ? findDifferences(results, readResults(out)) : [];
        faults.push(...differences.map((each) => `seed ${seed}, time ${time}: ${each}`));
        if (ended.code === 0 && differences.length === 0) fs.rmSync(out, { recursive: true });
        compared++;
      }
    };

    const pause = (milliseconds: number): Promise<void> =>
      delay(milliseconds, undefined, { signal: end.signal }).catch(() => undefined); // cut short at the end
    const comeAndGo = async (place: number, times: Random): Promise<void> => {
      for (;;) {
        await pause(STAY_MS * times());
        if (end.signal.aborted) return;
        await workers.end(place, times() < KILLED ? 'SIGKILL' : 'SIGTERM');
        changes++;
        await pause(ABSENCE_MS * times());
        if (end.signal.aborted) return;
        workers.start(place);
      }
    };
    const seed = randomInteger(random, 2 ** 31);
    const cycles = Array.from({ length: WORKERS }, (_, place) =>
      comeAndGo(place, createRandomStream(seed, place)),
    );
    try {
      await Promise.race([Promise.all(searches.map(repeat)), workers.failed]);
    } finally {
      end.abort();
      for (const search of running) search.process.kill('SIGKILL');
      await Promise.all(cycles);
      await workers.close();
      await redis.kill();
    }
    faults.push(...workers.faults);
    const outcome = faults.some((fault) => fault.includes('difference')) ? 'different' : 'equal';
    return { subject: `search full, ${changes} workers replaced`, attempts: compared, outcome, faults };
  },
};
