import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { isSettingsTree, listSettings } from '../config/merge';
import { type Objectives, objectivesSchema } from '../config/schema/objectives';
import { FailedError, InputError } from '../errors';
import { pluralize } from '../plural';
import { parseCsvNumber } from '../run/csv';
import { readKeptState } from '../run/kept-state';
import type { Direction } from '../statistics/direction';
import { ignoreMissing, type LogRow, type LogTable, readCsv, readIfExists } from './read-csv';

/** Objectives of runs before there were others than the score. */
const SCORE_ALONE: Objectives = { maxParameters: 0, maxMultiplyAdds: 0, minimize: 'none' };

/** Settings that the report shows. All are optional, so runs of older versions can be reported. */
const settingsSchema = z.object({
  mode: z.string().optional().catch(undefined),
  seed: z.number().optional().catch(undefined),
  space: z.object({ name: z.string(), nodes: z.number() }).partial().catch({}).default({}),
  data: z.object({ dataset: z.string() }).partial().catch({}).default({}),
  search: z
    .object({
      rounds: z.number(),
      objectives: objectivesSchema.catch(SCORE_ALONE),
    })
    .partial()
    .catch({})
    .default({}),
  table: z
    .object({ file: z.string(), direction: z.enum(['maximize', 'minimize']) })
    .partial()
    .catch({})
    .default({}),
});

export type ReportSettings = z.infer<typeof settingsSchema>;

const noSettings: ReportSettings = settingsSchema.parse({});

/** Contents of a run folder. A file that does not exist yet gives an empty table. */
export interface RunFiles {
  /** Name of the folder. */
  readonly name: string;
  readonly settings: ReportSettings;
  /** Settings in config.yaml by dotted name, such as `search.rounds`, in file order; empty if the file is unreadable. */
  readonly config: ReadonlyMap<string, string>;
  /** Sentences about files that could not be read completely. */
  readonly warnings: readonly string[];
  readonly architectures: LogTable;
  readonly training: LogTable;
  readonly controller: LogTable;
  readonly rounds: LogTable;
  /** Learning curves of mode full; empty in other modes. */
  readonly children: LogTable;
  /** Results of `nao learning-curve`; empty if it has not been run. */
  readonly predictorCurve: LogTable;
  /** Results of `nao calibrate`; empty if it has not been run. */
  readonly calibration: LogTable;
  /** Cells and results of `nao calibrate --table`; empty if it has not been run. */
  readonly tableCalibration: LogTable;
  readonly tableCalibrationSummary: LogTable;
  /** Text of the architecture in best.json, or undefined if there is none. */
  readonly chosen: string | undefined;
  /** Rule by which it was chosen, if the score was not the only objective. */
  readonly rule: string | undefined;
  /** Final metric of that architecture, computed when the search ended, such as a test accuracy. */
  readonly reported: ReportedFinalMetric | undefined;
  /** Direction of a custom evaluator's metric; undefined for other runs, and before the first score. */
  readonly direction: Direction | undefined;
}

export interface ReportedFinalMetric {
  readonly name: string;
  readonly value: number;
}

const RUN_MARKER_FILES = ['config.yaml', 'architectures.csv'];

/**
 * Reads a run folder.
 *
 * @throws InputError if the folder does not exist or was not written by a search
 * @throws FailedError if a log is not what it was at the last checkpoint
 */
export async function readRunFiles(runDir: string): Promise<RunFiles> {
  await assertSearchFolder(runDir);
  const positions = readKeptState(runDir)?.logs.csv ?? {};

  return readRunFilesBy(runDir, {
    readTable: async (file, isWhole) =>
      selectWhole(await readCsv(path.join(runDir, file), positions[file]), isWhole),
    parseSettings: parse,
  });
}

/** How the files of a run folder are read. */
export interface RunFilesReader {
  /** Reads a CSV file by its name. @param isWhole returns false for rows that are damaged */
  readTable(file: string, isWhole: (row: LogRow) => boolean): Promise<LogTable>;
  /** Parses the text of config.yaml. @throws errors of the parser */
  parseSettings(text: string): unknown;
}

/** Selects the rows that are not damaged, and counts the others as damaged. */
export function selectWhole(table: LogTable, isWhole: (row: LogRow) => boolean): LogTable {
  const rows = table.rows.filter(isWhole);
  return { ...table, rows, damaged: table.damaged + table.rows.length - rows.length };
}

/** Reads the folder of a search by a reader of the caller. @throws InputError if the folder is that of a training */
export async function readRunFilesBy(runDir: string, reader: RunFilesReader): Promise<RunFiles> {
  const warnings: string[] = [];

  async function readTable(file: string, isWhole: (row: LogRow) => boolean = () => true): Promise<LogTable> {
    const table = await reader.readTable(file, isWhole);
    if (table.damaged > 0) warnings.push(`${file}: skipped ${pluralize(table.damaged, 'damaged line')}.`);
    return table;
  }

  const { settings, config } = await readRunSettings(runDir, reader, warnings);
  if (config.get('task') === 'train') {
    throw new InputError(
      `'${runDir}' is the folder of a training run, and only searches are compared: give the run folders of searches`,
    );
  }
  const architectures = await readTable('architectures.csv', isLogRow);
  const training = await readTable('training.csv', isLogRow);
  const controller = await readTable('controller.csv', isLogRow);
  const rounds = await readTable('rounds.csv', isLogRow);
  const children = await readTable('children.csv', isLogRow);
  const predictorCurve = await readTable('predictor-curve.csv');
  const calibration = await readTable('calibration.csv');
  const tableCalibration = await readTable('table-calibration.csv');
  const tableCalibrationSummary = await readTable('table-calibration-summary.csv');
  const best = await readBestFile(path.join(runDir, 'best.json'), warnings);
  const name = path.basename(path.resolve(runDir));
  const logs = { architectures, training, controller, rounds, children };
  const measured = { predictorCurve, calibration, tableCalibration, tableCalibrationSummary };
  return { name, settings, config, warnings, ...logs, ...measured, ...best };
}

/**
 * Checks the logs that rankings come from, before work on them starts. A report shows such damage as a warning.
 *
 * @throws FailedError if lines are damaged
 */
export function assertWholeLogs(runDir: string, { architectures, rounds }: RunFiles): void {
  for (const [name, { damaged }] of Object.entries({ architectures, rounds })) {
    if (damaged === 0) continue;
    const file = path.join(runDir, `${name}.csv`);
    throw new FailedError(
      `${file} has ${pluralize(damaged, 'damaged line')}: cut it back with 'nao resume ${runDir}', or restore the whole file`,
    );
  }
}

const TEXT_COLUMNS = ['id', 'parent_id', 'origin', 'architecture', 'failure'];

/** Returns true for a row as a search logs it: a round, and numbers in all columns but those of text. */
function isLogRow(row: LogRow): boolean {
  if (row.round === '') return false;
  return Object.entries(row).every(
    ([column, cell]) => cell === '' || TEXT_COLUMNS.includes(column) || parseCsvNumber(cell) !== undefined,
  );
}

async function assertSearchFolder(runDir: string): Promise<void> {
  const folder = await ignoreMissing(stat(runDir));
  if (folder === undefined) {
    throw new InputError(`folder '${runDir}' does not exist: give the run folder of a search`);
  }
  if (!folder.isDirectory()) {
    throw new InputError(`'${runDir}' is a file: give the run folder of a search`);
  }
  for (const marker of RUN_MARKER_FILES) {
    if ((await ignoreMissing(stat(path.join(runDir, marker)))) !== undefined) return;
  }
  throw new InputError(
    `'${runDir}' is not a run folder (it has neither ${RUN_MARKER_FILES.join(' nor ')}): give the run folder of a search`,
  );
}

async function readRunSettings(
  runDir: string,
  reader: RunFilesReader,
  warnings: string[],
): Promise<Pick<RunFiles, 'settings' | 'config'>> {
  const file = path.join(runDir, 'config.yaml');
  const text = (await readIfExists(file))?.toString('utf8');
  if (text === undefined) {
    warnings.push('config.yaml is missing: the settings of the run are unknown.');
    return { settings: noSettings, config: new Map() };
  }
  try {
    const parsed = reader.parseSettings(text);
    return { settings: settingsSchema.parse(parsed), config: describeSettings(parsed) };
  } catch {
    warnings.push('config.yaml cannot be read: the settings of the run are unknown.');
    return { settings: noSettings, config: new Map() };
  }
}

/** Returns the settings of a config.yaml by full name, as text. */
export function describeSettings(parsed: unknown): Map<string, string> {
  const settings = isSettingsTree(parsed) ? listSettings(parsed) : [];
  return new Map(
    settings.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

const bestSchema = z.object({
  architecture: z.union([z.string(), z.array(z.number())]),
  rule: z.string().optional().catch(undefined),
  reported: z.object({ name: z.string(), value: z.number() }).optional().catch(undefined),
  direction: z.enum(['maximize', 'minimize']).optional().catch(undefined),
});

async function readBestFile(
  file: string,
  warnings: string[],
): Promise<Pick<RunFiles, 'chosen' | 'rule' | 'reported' | 'direction'>> {
  const noBest = { chosen: undefined, rule: undefined, reported: undefined, direction: undefined };
  const text = (await readIfExists(file))?.toString('utf8');
  if (text === undefined) return noBest;
  try {
    const { architecture, rule, reported, direction } = bestSchema.parse(JSON.parse(text));
    const chosen = typeof architecture === 'string' ? architecture : architecture.join(' ');
    return { chosen, rule, reported, direction };
  } catch {
    warnings.push('best.json cannot be read: the best architecture is taken from architectures.csv.');
    return noBest;
  }
}

/** Returns what the search of a run optimized beside the score. */
export function getObjectives({ settings }: RunFiles): Objectives {
  return settings.search.objectives ?? SCORE_ALONE;
}

/** Returns the data set or table that a run's scores are measured on. Scores are comparable only if it is the same. */
export function getDataSource({ settings }: RunFiles): string {
  if (settings.mode === 'custom') return 'custom evaluator';
  const source = settings.mode === 'table' ? settings.table.file : settings.data.dataset;
  return source ?? 'not recorded';
}

/** Returns the data source as a name: the data set, or a table's file name without folders. */
export function getDataSourceName(run: RunFiles): string {
  return path.basename(getDataSource(run));
}
