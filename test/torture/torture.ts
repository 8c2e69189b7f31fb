import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRandomStream, randomInteger } from '../../src/random';
import { createOwnCache } from '../support/cli/command';
import { damage } from './damage';
import { fullDisk } from './full-disk';
import { inputs } from './inputs';
import { kills } from './kills';
import { manyAtOnce } from './many-at-once';
import { redisOutages } from './redis-outages';
import { Subjects } from './subjects';
import { formatSummary } from './summary';
import type { Campaign, TrialResult } from './trial';

/*
 * Torture test: `npm run torture -- --minutes N [--seed S] [--only CAMPAIGN] [--trial NUMBER] [--jobs NUMBER] [--keep]`.
 *
 * Runs of every kind are killed, paused and resumed, their disk fills, their files are damaged, Redis and workers vanish, and inputs
 * are mutated. Each result is compared with an uninterrupted run's. A fault is printed with the options that repeat it.
 */

const CAMPAIGNS: readonly Campaign[] = [kills, fullDisk, damage, redisOutages, inputs, manyAtOnce];

/** Exit code if a fault is found. */
const FAULT_CODE = 1;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(randomInteger(Math.random, 1e6)) },
      only: { type: 'string' },
      trial: { type: 'string' },
      jobs: { type: 'string', default: String(os.availableParallelism()) },
      keep: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const only = values.only;
  const campaigns = CAMPAIGNS.filter(({ name, weight }) =>
    only === undefined ? weight > 0 : name === only,
  ).filter(isPossible);
  if (campaigns.length === 0) {
    throw new Error(
      `no campaign can run: give one of ${CAMPAIGNS.map(({ name }) => name).join(', ')} with --only`,
    );
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-torture-'));
  process.env.NAO_CACHE_DIR = createOwnCache(folder);
  process.env.TMPDIR = path.join(folder, 'temporary'); // with what killed programs leave there
  fs.mkdirSync(process.env.TMPDIR);
  print(`seed ${seed}, in ${folder}`);
  const subjects = await Subjects.create(folder);
  const results = new Map<Campaign, TrialResult[]>(campaigns.map((campaign) => [campaign, []]));
  let end = performance.now() + 60_000 * Number(values.minutes);
  // Ends when the trials under way have ended.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (end = 0));
  let next = Number(values.trial ?? 0);
  const last = values.trial === undefined ? Infinity : next;
  const isOver = (): boolean => performance.now() >= end;
  const work = async (): Promise<void> => {
    while (next <= last && !isOver()) {
      const number = next++;
      const campaign = pickCampaign(campaigns, seed, number);
      const trialFolder = path.join(folder, `trial ${number}`);
      fs.mkdirSync(trialFolder);
      const random = createRandomStream(seed, 'trial', number);
      const result = await campaign
        .run({ folder: trialFolder, random, subjects, isOver })
        .catch((error: unknown): TrialResult => ({
          subject: 'any',
          attempts: 0,
          outcome: 'not tried',
          faults: [error instanceof Error ? error.message : String(error)],
        }));
      results.get(campaign)?.push(result);
      if (result.faults.length === 0) {
        fs.rmSync(trialFolder, { recursive: true, force: true });
        continue;
      }
      const repeat = `--seed ${seed} --trial ${number}${only === undefined ? '' : ` --only '${only}'`}`;
      print(`${campaign.name}, ${result.subject} (repeat with ${repeat}; files in ${trialFolder}):`);
      for (const fault of result.faults) print(`  ${fault.trim().replaceAll('\n', '\n  ')}`);
    }
  };
  const jobs = campaigns.some(({ weight }) => weight === 0) ? 1 : Number(values.jobs);
  await Promise.all(Array.from({ length: jobs }, work));
  const all = [...results.values()].flat();
  const isFaulty = all.some(({ faults }) => faults.length > 0);
  print(formatSummary(results));
  if (isFaulty) process.exitCode = FAULT_CODE;
  if (!isFaulty && !values.keep) fs.rmSync(folder, { recursive: true, force: true });
}

/** Draws a trial's campaign by weight. */
function pickCampaign(campaigns: readonly Campaign[], seed: number, number: number): Campaign {
  if (campaigns.length === 1) return campaigns[0];
  const drawn = campaigns.flatMap((campaign) => new Array<Campaign>(campaign.weight).fill(campaign));
  return drawn[randomInteger(createRandomStream(seed, 'campaign', number), drawn.length)];
}

function isPossible(campaign: Campaign): boolean {
  const obstacle = campaign.findObstacle?.();
  if (obstacle !== undefined) print(`not tried: ${campaign.name}, since ${obstacle}`);
  return obstacle === undefined;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`torture: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
