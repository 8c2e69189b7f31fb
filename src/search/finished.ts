import fs from 'node:fs';
import type { SearchConfig } from '../config/schema/search';
import { InputError } from '../errors';
import type { FinalMetric, Metric } from '../evaluators/evaluator';
import { hasBest, readBest } from '../run/best';
import type { RunFolder } from '../run/folder';
import type { ResultReport } from '../run/hooks';
import { CHECKPOINTS } from '../run/kept-state';
import { createSpace } from '../space/registry';
import { createBestRecord } from './best-record';
import { parseCheckpointState } from './checkpoint';
import { findBestCandidate } from './nao/pool';
import { assertEnoughRounds, hasMoreRounds } from './nao/rounds';
import { createSecondObjective } from './nao/second-objective';
import { createSearchResult, reportResult } from './result';

/**
 * Reads the result of a finished search from its folder, and writes best.json again. Data and weights are not needed.
 *
 * @param report name of the file that a search writes last
 * @returns undefined if the search is not finished, or something of its result is missing
 * @throws InputError if the search has come further than its number of rounds
 */
export function readFinishedSearch(
  folder: RunFolder,
  config: SearchConfig,
  metric: Metric,
  rescoresEachRound: boolean,
  report: string,
): ResultReport | undefined {
  const state = parseCheckpointState(folder.checkpoints.readLatestState())?.search;
  if (state === undefined) return undefined;
  assertEnoughRounds(state, config);
  if (state.phase !== 'done' || hasMoreRounds(state, config)) return undefined;
  if (!isNewer(folder.file(report), folder.file(CHECKPOINTS))) return undefined;
  const finalMetric = readFinalMetric(folder);
  if (finalMetric === undefined && hasFinalMetric(config)) return undefined;
  const space = createSpace(config.space.name, config.space);
  const objectives = { metric, second: createSecondObjective(config.search.objectives, space) };
  const best = findBestCandidate(state, objectives, rescoresEachRound);
  const context = { config, metric, space };
  if (best === undefined) folder.removeBest();
  else folder.writeBest(createBestRecord(best, context, finalMetric));
  const result = createSearchResult(state, { best, finalMetric, rescoresEachRound, runDir: folder.path });
  return reportResult(result, state, context);
}

/** Reads the metric of the result from best.json; undefined if there is none, or the file is damaged and is written again. */
function readFinalMetric({ path }: RunFolder): FinalMetric | undefined {
  try {
    return hasBest(path) ? readBest(path).reported : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Returns true if the evaluator has another metric of the result, such as a table's test accuracy. */
function hasFinalMetric({ mode, table }: SearchConfig): boolean {
  return mode === 'table' ? table.testColumn !== '' : table.file !== '';
}

/** Returns true if a file exists and was written after a folder was changed. */
function isNewer(file: string, folder: string): boolean {
  const [written, changed] = [file, folder].map(
    (each) => fs.statSync(each, { throwIfNoEntry: false })?.mtimeMs,
  );
  return written !== undefined && changed !== undefined && written >= changed;
}
