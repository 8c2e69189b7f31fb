import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Controller } from '../../controller/controller';
import type { SearchConfig } from '../config/schema/search';
import { digest, digestFile } from '../data/digest';
import type { Evaluator } from '../evaluators/evaluator';
import type { RunFolder } from '../run/folder';
import { keptStateSchema } from '../run/kept-state';
import { logPositionsSchema } from '../run/log-files';
import { assertDataUnchanged } from '../run/resume-checks';
import { assertSettingsUnchanged } from '../run/settings-check';
import { createCheckpointMismatchError } from '../run/version-mismatch';
import type { SearchState } from './nao/state';

/** Schema of a checkpoint's state.json. */
const checkpointStateSchema = keptStateSchema.extend({
  /** Raised whenever an older state can no longer be read. */
  format: z.literal(2),
  /** Digest of the data that scores come from. */
  dataDigest: z.string(),
  /** Positions before the row of the last round, which more rounds write again; only if all rounds are done. */
  logsBeforeLastRound: logPositionsSchema.optional(),
  // Not validated further: the checkpoint's checksums prove that nothing has changed it since it was written.
  search: z.custom<SearchState>((value) => typeof value === 'object' && value !== null),
});

/** Contents of a checkpoint's state.json. */
export type CheckpointState = z.infer<typeof checkpointStateSchema>;

/** Parses a checkpoint's state.json; undefined if it is not that of a search of this version. */
export function parseCheckpointState(state: unknown): CheckpointState | undefined {
  return checkpointStateSchema.safeParse(state).data;
}

/** An intact checkpoint of a search. */
export interface SearchCheckpoint {
  readonly state: CheckpointState;
  /** Folder of the weights. */
  readonly folder: string;
}

/** Prefixes of the weight files in a checkpoint. */
const EVALUATOR_FILES = 'evaluator';
const CONTROLLER_FILES = 'controller';

/**
 * Reads the last intact checkpoint of a search; undefined if none was ever written.
 *
 * @param log called if a newer checkpoint is damaged
 * @throws FailedError if all checkpoints are damaged; InputError if another version of nao wrote it
 */
export function readSearchCheckpoint(
  { checkpoints, record }: RunFolder,
  log: (text: string) => void,
): SearchCheckpoint | undefined {
  const checkpoint = checkpoints.readLatest(log);
  if (checkpoint === undefined) return undefined;
  const state = parseCheckpointState(checkpoint.state);
  if (state === undefined) throw createCheckpointMismatchError(checkpoint.folder, record);
  return { state, folder: checkpoint.folder };
}

/** Writes the weights of a search that is in this state. */
export function saveWeights(
  { evaluator, controller }: SearchWeights,
  state: SearchState,
  folder: string,
): void {
  evaluator.save(join(folder, EVALUATOR_FILES));
  if (state.controllerTrained) controller.save(join(folder, CONTROLLER_FILES));
}

/** Loads the weights that `saveWeights` wrote into a folder together with this state. */
export function restoreWeights(
  { evaluator, controller }: SearchWeights,
  state: SearchState,
  folder: string,
): void {
  evaluator.restore(join(folder, EVALUATOR_FILES));
  if (state.controllerTrained) controller.restore(join(folder, CONTROLLER_FILES));
}

interface SearchWeights {
  readonly evaluator: Evaluator;
  readonly controller: Controller;
}

/**
 * Loads the weights of the evaluator alone, to score architectures as the search would.
 *
 * @throws InputError if the settings or the data behind the scores have changed
 */
export function restoreEvaluator(
  evaluator: Evaluator,
  { state, folder }: SearchCheckpoint,
  config: SearchConfig,
): void {
  assertSameInputs(config, state, evaluator);
  evaluator.restore(join(folder, EVALUATOR_FILES));
}

/** @throws InputError if the settings, or the data behind the scores, are not those of the checkpoint */
export function assertSameInputs(
  config: SearchConfig,
  { settings, dataDigest }: CheckpointState,
  evaluator: Evaluator,
): void {
  assertSettingsUnchanged('search', settings, config);
  assertDataUnchanged('search', getDataSource(config), dataDigest, evaluator.dataDigest);
}

/** Returns a digest of the evaluator's weights: equal for two checkpoints between which it was not trained. */
export async function digestEvaluator({ folder }: SearchCheckpoint): Promise<string> {
  const files = readdirSync(folder).filter((file) => file.startsWith(EVALUATOR_FILES));
  return digest(await Promise.all(files.sort().map((file) => digestFile(join(folder, file), 'sha256'))));
}

function getDataSource({ mode, data, table }: SearchConfig): string {
  if (mode === 'custom') return "the evaluator's data";
  return mode === 'table' ? table.file : data.dir || data.dataset;
}
