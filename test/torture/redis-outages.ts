import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomInteger } from '../../src/random';
import { isRedisInstalled, startRedis } from '../support/jobs/redis-server';
import { getArguments } from './kills';
import { findFaults, type Program, startProgram } from './program';
import { findDifferences, readResults } from './subjects';
import type { Campaign, TrialResult } from './trial';
import { LOCK_SECONDS, Workers } from './workers';

/** Number of outages of workers and Redis in a trial, since a job that loses three workers has failed. */
const MOST_LOSSES = 2;

/** Kills and pauses workers, the Redis server and the search of a distributed search. */
export const redisOutages: Campaign = {
  name: 'Redis outages',
  unit: 'outages',
  weight: 1,
  findObstacle: () => (isRedisInstalled ? undefined : 'redis-server is not installed'),
  async run(context): Promise<TrialResult> {
    const { random, subjects, folder } = context;
    const subject = subjects.find(random() < 0.5 ? 'search full cnn' : 'search full rnn');
    const twin = await subjects.twin(subject);
    const redis = await startRedis(path.join(folder, 'redis'));
    const startSearch = (): Program =>
      startProgram(folder, getArguments(context, subject), { environment: { NAO_QUEUE: redis.url } });
    const faults: string[] = [];
    const workers = new Workers(folder, redis.url, 2);
    let search = startSearch();
    void workers.failed.then(() => search.process.kill('SIGKILL'));
    const losses: readonly ((place: number) => Promise<void>)[] = [
      async (place) => {
        await workers.end(place, 'SIGKILL');
        workers.start(place);
      },
      async (place) => {
        workers.send(place, 'SIGSTOP');
        await delay(2000 * LOCK_SECONDS * random());
        workers.send(place, 'SIGCONT');
      },
      async () => {
        await redis.kill();
        await delay(3000 * random());
        await redis.start();
      },
    ];
    const others: typeof losses = [
      async (place) => {
        await workers.end(place, 'SIGTERM');
        workers.start(place);
      },
      async () => {
        search.process.kill('SIGKILL');
        faults.push(...findFaults(await search.ended, 'SIGKILL'));
        search = startSearch();
      },
    ];
    let lost = 0;
    let outages = 0;
    try {
      const most = 1 + randomInteger(random, 5);
      while (outages < most) {
        await Promise.race([delay(twin.milliseconds * random()), search.ended]);
        if (search.process.exitCode !== null) break;
        const strikes = random() < 0.6 && lost++ < MOST_LOSSES ? losses : others;
        await strikes[randomInteger(random, strikes.length)](randomInteger(random, workers.places));
        outages++;
      }
      const ended = await search.ended;
      faults.push(...findFaults(ended));
      if (ended.code !== 0) faults.push(`refused: ${ended.output.slice(-800)}`);
      else faults.push(...findDifferences(twin.results, readResults(path.join(folder, 'run'))));
    } finally {
      await workers.close();
      await redis.kill();
    }
    faults.push(...workers.faults);
    const outcome = faults.some((fault) => fault.startsWith('difference')) ? 'different' : 'equal';
    return { subject: subject.name, attempts: outages, outcome, faults };
  },
};
