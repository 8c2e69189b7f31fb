import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { removeEpochTimeColumns } from '../../../src/train/logs';
import { compiledProgram, nao } from './command';

/**
 * Trains twice: left alone in `whole run`, and in `killed`, which is killed after some epochs and resumed. Both must have the
 * same rows and the same score on the test part.
 *
 * @param train arguments of `nao` for a training that leaves its run in a folder
 * @param epochCount epochs that it takes
 * @param metric of the test part, as its line begins
 * @returns the rows without their times, and the line with the score
 */
export async function trainKillResume(
  folder: string,
  train: (out: string) => string[],
  epochCount: number,
  metric: string,
): Promise<{ rows: string; score: string | undefined }> {
  const whole = nao(folder, ...train('whole run'));
  expect(whole).toMatchObject({ code: 0 });
  const rows = epochs(folder, 'whole run');
  expect(rows.trim().split('\n')).toHaveLength(epochCount + 1);

  const child = spawn(process.execPath, [compiledProgram(), ...train('killed')], {
    cwd: folder,
    stdio: 'ignore',
    env: process.env,
  });
  const file = path.join(folder, 'killed', 'epochs.csv');
  while (child.exitCode === null && (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) < 600) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(fs.existsSync(path.join(folder, 'killed', 'result.json'))).toBe(false);

  const resumed = nao(folder, 'resume', 'killed');
  expect(resumed).toMatchObject({ code: 0 });
  expect(epochs(folder, 'killed')).toBe(rows);
  const score = scoreLine(whole.out, metric);
  expect(scoreLine(resumed.out, metric)).toBe(score);
  return { rows, score };
}

/** The line with the score on the test part. */
export function scoreLine(out: string, metric: string): string | undefined {
  return out.split('\n').find((line) => line.startsWith(metric));
}

function epochs(folder: string, run: string): string {
  return removeEpochTimeColumns(fs.readFileSync(path.join(folder, run, 'epochs.csv'), 'utf8'));
}
