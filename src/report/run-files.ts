import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputError } from '../errors';
import { unlessMissing, readCsv, type Table } from './read-csv';

/** The settings that the report shows. All optional: a run of any age can be reported. */
const settingsSchema = z.object({
  mode: z.string().optional().catch(undefined),
  seed: z.number().optional().catch(undefined),
  space: z.object({ name: z.string(), nodes: z.number() }).partial().catch({}).default({}),
  data: z.object({ dataset: z.string() }).partial().catch({}).default({}),
  search: z.object({ rounds: z.number() }).partial().catch({}).default({}),
  table: z
    .object({ file: z.string(), better: z.enum(['higher', 'lower']) })
    .partial()
    .catch({})
    .default({}),
});

export type Settings = z.infer<typeof settingsSchema>;

const noSettings: Settings = settingsSchema.parse({});

/** What a run folder says, read once. A file that is not there yet gives an empty table. */
export interface RunFiles {
  /** The folder's own name. */
  readonly name: string;
  readonly settings: Settings;
  /** Everything in config.yaml by dotted name, such as `search.rounds`, in the file's order; empty where it is lost. */
  readonly config: ReadonlyMap<string, string>;
  /** Sentences about files that could not be read whole. */
  readonly complaints: readonly string[];
  readonly architectures: Table;
  readonly training: Table;
  readonly controller: Table;
  readonly rounds: Table;
  /** What `nao curve` measured; an empty table where it has not been asked to. */
  readonly predictorCurve: Table;
  /** What `nao calibrate` trained by itself; an empty table where it has not been asked to. */
  readonly calibration: Table;
  /** The text form of the architecture that best.json names, or undefined where there is none. */
  readonly chosen: string | undefined;
  /** What was told of that architecture alone once the search was over, such as a test accuracy. */
  readonly reported: Reported | undefined;
}

export interface Reported {
  readonly name: string;
  readonly value: number;
}

const MARKS_OF_A_RUN = ['config.yaml', 'architectures.csv'];

/**
 * @throws InputError if the folder does not exist or is no run folder of a search
 */
export async function readRunFiles(runDir: string): Promise<RunFiles> {
  await refuseOtherFolders(runDir);
  const complaints: string[] = [];

  async function table(file: string): Promise<Table> {
    const read = await readCsv(path.join(runDir, file));
    if (read.damaged > 0) {
      complaints.push(
        `${file}: ${read.damaged} damaged ${read.damaged === 1 ? 'line was' : 'lines were'} left out.`,
      );
    }
    return read;
  }

  const { settings, config } = await readSettings(path.join(runDir, 'config.yaml'), complaints);
  if (config.get('task') === 'train') {
    throw new InputError(
      `'${runDir}' is the folder of a training, which has no report: its epochs.csv and result.json tell what it reached; give the run folder that a search wrote`,
    );
  }
  const architectures = await table('architectures.csv');
  const training = await table('training.csv');
  const controller = await table('controller.csv');
  const rounds = await table('rounds.csv');
  const predictorCurve = await table('predictor-curve.csv');
  const calibration = await table('calibration.csv');
  const { chosen, reported } = await readBest(path.join(runDir, 'best.json'), complaints);
  const name = path.basename(path.resolve(runDir));
  const logs = { architectures, training, controller, rounds, predictorCurve, calibration };
  return { name, settings, config, complaints, ...logs, chosen, reported };
}

async function refuseOtherFolders(runDir: string): Promise<void> {
  const folder = await unlessMissing(stat(runDir));
  if (folder === undefined) {
    throw new InputError(`there is no folder '${runDir}': give the run folder that a search wrote`);
  }
  if (!folder.isDirectory()) {
    throw new InputError(`'${runDir}' is a file: give the run folder that a search wrote`);
  }
  for (const mark of MARKS_OF_A_RUN) {
    if ((await unlessMissing(stat(path.join(runDir, mark)))) !== undefined) return;
  }
  throw new InputError(
    `'${runDir}' is no run folder (it has neither ${MARKS_OF_A_RUN.join(' nor ')}): give the folder that a search wrote`,
  );
}

async function readSettings(
  file: string,
  complaints: string[],
): Promise<Pick<RunFiles, 'settings' | 'config'>> {
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === undefined) {
    complaints.push('config.yaml is missing: the settings of the run are not known.');
    return { settings: noSettings, config: new Map() };
  }
  try {
    const parsed: unknown = parse(text);
    return { settings: settingsSchema.parse(parsed), config: new Map(flattened(parsed)) };
  } catch {
    complaints.push('config.yaml cannot be read: the settings of the run are not known.');
    return { settings: noSettings, config: new Map() };
  }
}

/** Leaves of nested mappings with their dotted names. */
function flattened(value: unknown, prefix = ''): [name: string, value: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[prefix, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    flattened(inner, prefix === '' ? key : `${prefix}.${key}`),
  );
}

const bestSchema = z.object({
  architecture: z.union([z.string(), z.array(z.number())]),
  reported: z.object({ name: z.string(), value: z.number() }).optional().catch(undefined),
});

async function readBest(file: string, complaints: string[]): Promise<Pick<RunFiles, 'chosen' | 'reported'>> {
  const nothing = { chosen: undefined, reported: undefined };
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === undefined) return nothing;
  try {
    const { architecture, reported } = bestSchema.parse(JSON.parse(text));
    return { chosen: typeof architecture === 'string' ? architecture : architecture.join(' '), reported };
  } catch {
    complaints.push('best.json cannot be read: the best architecture is taken from architectures.csv.');
    return nothing;
  }
}

/** What a run's scores are of, data set or table: those of equal subjects may be set side by side. */
export function subjectOf({ settings }: RunFiles): string {
  const subject = settings.mode === 'table' ? settings.table.file : settings.data.dataset;
  return subject ?? 'not recorded';
}

/** The same as a name: a table's file without its folders. */
export function subjectName(run: RunFiles): string {
  return path.basename(subjectOf(run));
}
