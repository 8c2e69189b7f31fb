import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { pluralize } from '../../plural';
import type { LogPosition } from '../../run/append-log';
import { readKeptState } from '../../run/kept-state';
import { ignoreMissing, type LogRow, type LogTable, readCsv, readNumberCell } from '../read-csv';
import { describeSettings, type RunFilesReader, selectWhole } from '../run-files';

const settingsSchema = z.object({
  task: z.literal('train'),
  seed: z.number().optional().catch(undefined),
  architecture: z
    .object({ name: z.string(), space: z.string(), text: z.string() })
    .partial()
    .catch({})
    .default({}),
  data: z.object({ dataset: z.string() }).partial().catch({}).default({}),
});

/** Contents of the run folder of a training. A file that does not exist yet gives an empty table. */
export interface TrainingFiles {
  /** Name of the folder. */
  readonly name: string;
  readonly settings: z.infer<typeof settingsSchema>;
  /** Settings in config.yaml by dotted name, in file order. */
  readonly config: ReadonlyMap<string, string>;
  /** Sentences about files that could not be read completely. */
  readonly warnings: readonly string[];
  readonly epochs: LogTable;
  /** Fields of result.json; empty until the training has ended. */
  readonly result: Readonly<Record<string, number | null>>;
  /** Predictions of a classifier for the test images. */
  readonly predictions: LogTable;
  /** Names of its classes; empty if they are unknown. */
  readonly classNames: readonly string[];
  /** Pictures of wrongly classified images next to each other, a PNG. */
  readonly pictures: Buffer | undefined;
  /** Losses of a language model by position and by word. */
  readonly positions: LogTable;
  readonly words: LogTable;
}

/**
 * Reads the run folder of a training; undefined if the folder is another one.
 *
 * @throws FailedError if a log is not what it was at the last checkpoint
 */
export async function readTrainingFiles(runDir: string): Promise<TrainingFiles | undefined> {
  let positions: Readonly<Record<string, LogPosition>> | undefined;
  return readTrainingFilesBy(runDir, {
    readTable: async (file, isWhole) => {
      positions ??= readKeptState(runDir)?.logs.csv ?? {};
      return selectWhole(await readCsv(path.join(runDir, file), positions[file]), isWhole);
    },
    parseSettings: parse,
  });
}

/** Reads the folder of a training by a reader of the caller; undefined if the folder is another one. */
export async function readTrainingFilesBy(
  runDir: string,
  reader: RunFilesReader,
): Promise<TrainingFiles | undefined> {
  const text = await readIfExists(path.join(runDir, 'config.yaml'));
  const parsed: unknown =
    text === undefined ? undefined : parseOrUndefined(text, (yaml) => reader.parseSettings(yaml));
  const settings = settingsSchema.safeParse(parsed);
  if (!settings.success) return undefined;
  const warnings: string[] = [];

  async function readTable(file: string, isWhole: (row: LogRow) => boolean = () => true): Promise<LogTable> {
    const read = await reader.readTable(file, isWhole);
    if (read.damaged > 0) warnings.push(`${file}: skipped ${pluralize(read.damaged, 'damaged line')}.`);
    return read;
  }

  const exported = path.join(runDir, 'export', 'architecture.json');
  const { classNames } = await readJson(exported, exportSchema, NO_CLASSES);
  return {
    name: path.basename(path.resolve(runDir)),
    settings: settings.data,
    config: describeSettings(parsed),
    warnings,
    epochs: await readTable('epochs.csv'),
    result: await readJson(path.join(runDir, 'result.json'), resultSchema, {}),
    predictions: await readTable('test-predictions.csv', (row) => isPrediction(row, classNames)),
    classNames,
    pictures: await ignoreMissing(readFile(path.join(runDir, 'wrong-images.png'))),
    positions: await readTable('test-positions.csv'),
    words: await readTable('hardest-words.csv'),
  };
}

const resultSchema = z.record(z.string(), z.number().nullable());
const exportSchema = z.object({ classNames: z.array(z.string()) });
const NO_CLASSES = { classNames: [] };

/** Most classes of a classifier whose classes are unknown. */
const MAX_CLASSES = 10_000;

/** Returns true for a row with the numbers of two classes. */
function isPrediction(row: LogRow, classNames: readonly string[]): boolean {
  const classes = classNames.length > 0 ? classNames.length : MAX_CLASSES;
  return ['label', 'predicted'].every((column) => {
    const number = readNumberCell(row, column);
    return Number.isInteger(number) && number !== undefined && number >= 0 && number < classes;
  });
}

async function readJson<T>(file: string, schema: z.ZodType<T>, otherwise: T): Promise<T> {
  const text = await readIfExists(file);
  const parsed = schema.safeParse(text === undefined ? undefined : parseOrUndefined(text, JSON.parse));
  return parsed.success ? parsed.data : otherwise;
}

/** Reads a file; undefined if it does not exist, or a part of its path is a file. */
async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined; // what is wrong with a folder is reported where searches are read
  }
}

function parseOrUndefined(text: string, parser: (text: string) => unknown): unknown {
  try {
    return parser(text);
  } catch {
    return undefined;
  }
}
