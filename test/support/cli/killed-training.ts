import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { removeEpochTimeColumns } from '../train/epoch-columns';
import { compiledProgram, nao } from './command';

/**
 * Trains twice: without interruption in `whole run`, and in `killed`, killed after some epochs and resumed. Expects equal
 * rows and equal test scores.
 *
 * @param train returns the arguments of `nao` for a training in a run folder
 * @param epochCount number of epochs
 * @param metric name of the test metric
 * @returns the rows without times, and the line with the test score
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
  const score = findScoreLine(whole.out, metric);
  expect(findScoreLine(resumed.out, metric)).toBe(score);
  return { rows, score };
}

/** Finds the line with the test score. */
export function findScoreLine(out: string, metric: string): string | undefined {
  return out.split('\n').find((line) => line.startsWith(metric));
}

function epochs(folder: string, run: string): string {
  return removeEpochTimeColumns(fs.readFileSync(path.join(folder, run, 'epochs.csv'), 'utf8'));
}
