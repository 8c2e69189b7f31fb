import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors';
import { getErrorCode, replaceFile } from '../files/durable';
import { CELL_OUTPUTS } from '../space/cnn/cells';
import { createVersionMismatchError } from './version-mismatch';

const METADATA_FILE = 'architecture.json';

/** The words of a language model, one a line, in the order of their numbers. */
const VOCABULARY_FILE = 'vocabulary.txt';

/** What stands beside any exported model: what it is and what it was trained on. */
const commonSchema = z.looseObject({
  name: z.string(),
  space: z.string(),
  architecture: z.string(),
  dataset: z.string(),
  /** Epochs that its weights were trained for. */
  epoch: z.number(),
  nao: z.string(),
});

/** What every version of nao has written into it. */
const writerSchema = z.looseObject({ nao: z.string(), architecture: z.string() });

/** What else stands beside a classifier. */
const imageExportSchema = commonSchema.extend({
  cellsPerStack: z.number(),
  channels: z.number(),
  cellOutput: z.enum(CELL_OUTPUTS),
  image: z.strictObject({ height: z.number(), width: z.number(), channels: z.number() }),
  /** In the order of the model's outputs. */
  classNames: z.array(z.string()),
});

/** What else stands beside a language model. */
const textExportSchema = commonSchema.extend({
  space: z.literal('rnn'),
  hiddenSize: z.number(),
  output: z.enum(['loose-ends', 'all']),
  /** Columns that a text is cut into for scoring. */
  evalBatchSize: z.number(),
  /** The setting `data.vocabularyWords`. */
  vocabularyWords: z.number(),
});

export type ImageExportMetadata = z.infer<typeof imageExportSchema>;

export type TextExportMetadata = z.infer<typeof textExportSchema>;

export function writeImageExportMetadata(folder: string, metadata: ImageExportMetadata): void {
  replaceFile(path.join(folder, METADATA_FILE), `${JSON.stringify(metadata, null, 2)}\n`);
}

export function writeTextExportMetadata(
  folder: string,
  metadata: TextExportMetadata,
  vocabulary: readonly string[],
): void {
  replaceFile(path.join(folder, VOCABULARY_FILE), vocabulary.map((word) => `${word}\n`).join(''));
  replaceFile(path.join(folder, METADATA_FILE), `${JSON.stringify(metadata, null, 2)}\n`);
}

/** True where a folder looks like an exported model. */
export function isExport(folder: string): boolean {
  return fs.existsSync(path.join(folder, METADATA_FILE));
}

/**
 * What any export's architecture.json says.
 *
 * @throws InputError where there is none, it is damaged, or another version of nao wrote it that this one cannot read
 */
export function readExportMetadata(folder: string): z.infer<typeof commonSchema> {
  return readValidated(folder, commonSchema);
}

/** Reads a classifier's architecture.json. @throws InputError as `readAnyCard` */
export function readImageExportMetadata(folder: string): ImageExportMetadata {
  return readValidated(folder, imageExportSchema);
}

/** Reads a language model's architecture.json. @throws InputError as `readAnyCard` */
export function readTextExportMetadata(folder: string): TextExportMetadata {
  return readValidated(folder, textExportSchema);
}

/** Reads the words of a language model. @throws InputError where their file is missing or cannot be read */
export function readVocabulary(folder: string): string[] {
  return readPart(path.join(folder, VOCABULARY_FILE), (text) => text.split('\n').slice(0, -1));
}

function readValidated<T>(folder: string, schema: z.ZodType<T>): T {
  const file = path.join(folder, METADATA_FILE);
  const content = readPart(file, (text): unknown => JSON.parse(text));
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const writer = writerSchema.safeParse(content);
  if (!writer.success) throw createExportError(`${file} is damaged`, parsed.error);
  const keys = [...new Set(parsed.error.issues.map(({ path: [key] }) => String(key)))].join(', ');
  throw createVersionMismatchError(
    file,
    writer.data,
    `this one does not find ${keys} as it writes it`,
    `train it again with this version, or use the one that wrote it`,
  );
}

function readPart<T>(file: string, parse: (text: string) => T): T {
  try {
    return parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw createExportError(
      getErrorCode(error) === 'ENOENT' ? `there is no ${file}` : `${file} is damaged`,
      error,
    );
  }
}

function createExportError(problem: string, cause: unknown): InputError {
  return new InputError(`${problem}: give the folder that 'nao train' exported, RUN_DIR/export`, { cause });
}
