import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomInteger } from '../../src/random';
import { isRedisInstalled, startRedis } from '../support/jobs/redis-server';
import { findFaults, type Program, startProgram } from './program';
import { findDifferences, readResults } from './subjects';
import type { Campaign, TrialResult } from './trial';

/** Kills and pauses workers, the Redis server and the search of a distributed search. */
export const redisOutages: Campaign = {
  name: 'Redis outages',
  unit: 'outages',
  weight: 1,
  findObstacle: () => (isRedisInstalled ? undefined : 'redis-server is not installed'),
  async run({ random, subjects, folder }): Promise<TrialResult> {
    const subject = subjects.find('search full cnn');
    const twin = await subjects.twin(subject);
    const redis = await startRedis(path.join(folder, 'redis'));
    const out = path.join(folder, 'run');
    const faults: string[] = [];
    const startNao = (...args: string[]): Program =>
      startProgram(folder, args, { environment: { NAO_QUEUE: redis.url } });
    const startWorker = (i: number): Program =>
      startNao(
        'worker',
        '--checkpoints',
        path.join(folder, `worker ${i}`),
        '--lock-seconds',
        '5',
        '--device',
        'cpu',
      );
    const workers = [0, 1].map(startWorker);
    let search = startNao(...subject.start(out));
    let outages = 0;
    const strike = async (): Promise<void> => {
      const i = randomInteger(random, workers.length);
      switch (randomInteger(random, 5)) {
        case 0:
          workers[i].process.kill('SIGKILL');
          faults.push(...findFaults(await workers[i].ended, 'SIGKILL'));
          workers[i] = startWorker(i);
          return;
        case 1:
          workers[i].process.kill('SIGTERM');
          faults.push(...findFaults(await workers[i].ended, 'SIGTERM'));
          workers[i] = startWorker(i);
          return;
        case 2:
          workers[i].process.kill('SIGSTOP');
          await delay(8000 * random());
          workers[i].process.kill('SIGCONT');
          return;
        case 3:
          await redis.kill();
          await delay(3000 * random());
          await redis.start();
          return;
        default:
          search.process.kill('SIGKILL');
          faults.push(...findFaults(await search.ended, 'SIGKILL'));
          search = fs.existsSync(path.join(out, 'config.yaml'))
            ? startNao('resume', out)
            : startNao(...subject.start(out));
      }
    };
    try {
      const strikes = 1 + randomInteger(random, 5);
      while (outages < strikes) {
        await Promise.race([delay(twin.milliseconds * random()), search.ended]);
        if (search.process.exitCode !== null) break;
        await strike();
        outages++;
      }
      const ended = await search.ended;
      faults.push(...findFaults(ended));
      if (ended.code !== 0) faults.push(`refused: ${ended.output.slice(-800)}`);
      else faults.push(...findDifferences(twin.results, readResults(out)));
    } finally {
      for (const worker of workers) worker.process.kill('SIGKILL');
      await Promise.all(workers.map(({ ended }) => ended));
      await redis.kill();
    }
    const outcome = faults.some((fault) => fault.startsWith('difference')) ? 'different' : 'equal';
    return { subject: subject.name, attempts: outages, outcome, faults };
  },
};
