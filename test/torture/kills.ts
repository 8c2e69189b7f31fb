import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Random, randomInteger } from '../../src/random';
import { type Ended, findFaults, type Program, runProgram, startProgram } from './program';
import { findDifferences, readResults, type Subject } from './subjects';
import type { Campaign, TrialContext, TrialResult } from './trial';

/** Largest number of interruptions of a run. It may end before. */
const MOST_INTERRUPTIONS = 12;

/** Ways to interrupt a run. SIGKILL is the hardest and comes most often. */
const WAYS = [
  'SIGKILL',
  'SIGKILL',
  'SIGKILL',
  'SIGKILL',
  'SIGTERM',
  'SIGTERM twice',
  'SIGINT',
  'pause',
  'pause and SIGKILL',
] as const;

/** Interrupts runs at random moments, resumes them and compares them with an uninterrupted one. */
export const kills: Campaign = {
  name: 'kills',
  unit: 'kills',
  weight: 6,
  async run(context): Promise<TrialResult> {
    const { random, subjects } = context;
    const subject = subjects.all[randomInteger(random, subjects.all.length)];
    const { milliseconds } = await subjects.twin(subject);
    const faults: string[] = [];
    let killed = 0;
    const interruptions = 1 + randomInteger(random, MOST_INTERRUPTIONS);
    for (let i = 0; i < interruptions; i++) {
      const program = startProgram(context.folder, getArguments(context, subject));
      const { ended, sent } = await interrupt(program, random, 0.7 * milliseconds);
      faults.push(...findFaults(ended, sent));
      if (ended.code === 0) break;
      killed++;
    }
    return { subject: subject.name, attempts: killed, ...(await finish(context, subject, faults)) };
  },
};

/** Returns the arguments that start the run of a trial, or continue it. */
export function getArguments({ folder }: TrialContext, subject: Subject): string[] {
  const out = path.join(folder, 'run');
  if (!subject.resumable) fs.mkdirSync(out, { recursive: true });
  return subject.resumable && fs.existsSync(path.join(out, 'config.yaml'))
    ? ['resume', out]
    : subject.start(out);
}

/** Lets the run of a trial end, and compares its results with an uninterrupted run's. */
export async function finish(
  context: TrialContext,
  subject: Subject,
  faults: readonly string[],
): Promise<{ outcome: string; faults: string[] }> {
  const ended = await runProgram(context.folder, getArguments(context, subject));
  if (ended.code !== 0) {
    return {
      outcome: 'refused',
      faults: [...faults, ...findFaults(ended), `refused: ${ended.output.slice(-800)}`],
    };
  }
  const { results } = await context.subjects.twin(subject);
  const differences = findDifferences(results, readResults(path.join(context.folder, 'run')));
  return {
    outcome: differences.length > 0 ? 'different' : 'equal',
    faults: [...faults, ...findFaults(ended), ...differences],
  };
}

/** Interrupts a program after a random time. @returns how it ended, and the signal that may have ended it */
async function interrupt(
  program: Program,
  random: Random,
  milliseconds: number,
): Promise<{ ended: Ended; sent: NodeJS.Signals | undefined }> {
  const way = WAYS[randomInteger(random, WAYS.length)];
  await Promise.race([delay(random() * milliseconds), program.ended]);
  const send = (signal: NodeJS.Signals): void => void program.process.kill(signal);
  switch (way) {
    case 'SIGKILL':
    case 'SIGTERM':
    case 'SIGINT':
      send(way);
      break;
    case 'SIGTERM twice':
      send('SIGTERM');
      await delay(200 * random());
      send('SIGTERM');
      break;
    case 'pause':
    case 'pause and SIGKILL':
      send('SIGSTOP');
      await delay(500 * random());
      if (way === 'pause and SIGKILL') send('SIGKILL');
      send('SIGCONT');
      break;
  }
  const sent = { 'SIGTERM twice': 'SIGTERM', pause: undefined, 'pause and SIGKILL': 'SIGKILL' } as const;
  return {
    ended: await program.ended,
    sent: way in sent ? sent[way as keyof typeof sent] : (way as NodeJS.Signals),
  };
}
