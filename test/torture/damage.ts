import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Random, randomInteger } from '../../src/random';
import { getArguments } from './kills';
import { mutateBytes } from './mutate';
import { findFaults, runProgram, startProgram } from './program';
import { findDifferences, listFiles, readResults } from './subjects';
import type { Campaign, TrialResult } from './trial';

/** Target of a dangling link. In a folder that does not exist, since a link to a file that can be made is as good as the file. */
const NOWHERE = path.join('no such folder', 'nothing');

/** Kills a run, damages one of its files and resumes it. It may refuse, but never give other results. */
export const damage: Campaign = {
  name: 'damage',
  unit: 'files',
  weight: 2,
  async run(context): Promise<TrialResult> {
    const { random, subjects, folder } = context;
    const resumable = subjects.all.filter((each) => each.resumable);
    const subject = resumable[randomInteger(random, resumable.length)];
    const twin = await subjects.twin(subject);
    const out = path.join(folder, 'run');
    const program = startProgram(folder, getArguments(context, subject));
    await Promise.race([delay((0.2 + 0.5 * random()) * twin.milliseconds), program.ended]);
    program.process.kill('SIGKILL');
    const killed = await program.ended;
    const faults = findFaults(killed, 'SIGKILL');
    const file = pickFile(out, random);
    if (killed.code === 0 || file === undefined) {
      return { subject: subject.name, attempts: 0, outcome: 'ended before', faults };
    }
    const how = damageFile(path.join(out, file), random);
    const resumed = await runProgram(folder, ['resume', out]);
    const reported = await runProgram(folder, ['report', out]);
    faults.push(...findFaults(resumed), ...findFaults(reported));
    if (resumed.code !== 0) return { subject: subject.name, attempts: 1, outcome: 'refused', faults };
    const differences = findDifferences(twin.results, readResults(out));
    if (differences.length > 0) faults.push(`kept after ${file} was ${how}`, ...differences);
    return {
      subject: subject.name,
      attempts: 1,
      outcome: differences.length > 0 ? 'different' : 'equal',
      faults,
    };
  },
};

function pickFile(out: string, random: Random): string | undefined {
  const files = fs.existsSync(out) ? listFiles(out) : [];
  return files.length > 0 ? files[randomInteger(random, files.length)] : undefined;
}

/** @returns what was done to the file */
function damageFile(file: string, random: Random): string {
  const bytes = fs.readFileSync(file);
  const ways: readonly [string, () => void][] = [
    ['changed', () => fs.writeFileSync(file, mutateBytes(bytes, random))],
    ['zeroed in part', () => fs.writeFileSync(file, zeroSpan(bytes, random))],
    ['cut off', () => fs.truncateSync(file, randomInteger(random, bytes.length + 1))],
    ['emptied', () => fs.truncateSync(file, 0)],
    ['removed', () => fs.rmSync(file)],
    ['turned into a folder', () => (fs.rmSync(file), fs.mkdirSync(file))],
    ['made a link to nothing', () => (fs.rmSync(file), fs.symlinkSync(NOWHERE, file))],
  ];
  const [how, inflict] = ways[randomInteger(random, ways.length)];
  inflict();
  return how;
}

function zeroSpan(bytes: Buffer, random: Random): Buffer {
  const from = randomInteger(random, bytes.length + 1);
  return Buffer.from(bytes).fill(0, from, from + 1 + randomInteger(random, 64));
}
