import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { END_OF_LINE, UNKNOWN_WORD } from '../data/text/dataset';
import { InputError } from '../errors';
import { replaceFile } from '../files/durable';
import { createReadError } from '../files/read-error';
import { getErrorCode } from '../files/system-errors';
import { decodeText } from '../files/text';
import { CELL_OUTPUTS } from '../space/cnn/cells';
import { createVersionMismatchError } from './version-mismatch';

const METADATA_FILE = 'architecture.json';

/** File of a language model's words, one per line in the order of their ids. */
const VOCABULARY_FILE = 'vocabulary.txt';

/** Metadata of any exported model. */
const commonSchema = z.looseObject({
  name: z.string(),
  space: z.string(),
  architecture: z.string(),
  dataset: z.string(),
  /** Epochs of training. */
  epoch: z.number(),
  nao: z.string(),
});

/** Metadata that every version of nao writes. */
const writerSchema = z.looseObject({ nao: z.string(), architecture: z.string() });

/** Metadata of an exported image classifier. */
const imageExportSchema = commonSchema.extend({
  cellsPerStack: z.number(),
  channels: z.number(),
  cellOutput: z.enum(CELL_OUTPUTS),
  image: z.strictObject({ height: z.number(), width: z.number(), channels: z.number() }),
  /** Mean and standard deviation of each channel, in [0, 1], by which the model normalizes. Earlier exports lack them. */
  statistics: z.strictObject({ mean: z.array(z.number()), std: z.array(z.number()) }).optional(),
  /** Names of the classes in the order of the model's outputs. */
  classNames: z.array(z.string()),
});

/** Metadata of an exported language model. */
const textExportSchema = commonSchema.extend({
  space: z.literal('rnn'),
  hiddenSize: z.number(),
  output: z.enum(['loose-ends', 'all']),
  /** Parallel sequences into which a text is split for scoring. */
  evalBatchSize: z.number(),
  /** Setting `data.vocabularyWords`. */
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

/** Returns true if a folder has the metadata of an exported model. */
export function isExport(folder: string): boolean {
  return fs.existsSync(path.join(folder, METADATA_FILE));
}

/**
 * Reads the architecture.json of any exported model.
 *
 * @throws InputError if it is missing or damaged, or if this version of nao cannot read it
 */
export function readExportMetadata(folder: string): z.infer<typeof commonSchema> {
  return readValidated(folder, commonSchema);
}

/** Reads the architecture.json of an image classifier. @throws InputError for the same reasons as `readExportMetadata` */
export function readImageExportMetadata(folder: string): ImageExportMetadata {
  return readValidated(folder, imageExportSchema);
}

/** Reads the architecture.json of a language model. @throws InputError for the same reasons as `readExportMetadata` */
export function readTextExportMetadata(folder: string): TextExportMetadata {
  return readValidated(folder, textExportSchema);
}

/** Reads the words of a language model. @throws InputError if the file is missing, unreadable or damaged */
export function readVocabulary(folder: string): string[] {
  return readPart(path.join(folder, VOCABULARY_FILE), (text) => {
    const words = text.split('\n').slice(0, -1);
    if (
      new Set(words).size < words.length ||
      ![UNKNOWN_WORD, END_OF_LINE].every((word) => words.includes(word))
    ) {
      throw new Error(`a word is there twice, or ${UNKNOWN_WORD} or ${END_OF_LINE} is missing`);
    }
    return words;
  });
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
    `${keys} missing or in another format`,
    `train again with this version, or use the version that wrote it`,
  );
}

function readPart<T>(file: string, parse: (text: string) => T): T {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') throw createExportError(`${file} is missing`, error);
    throw createReadError(file, error, "give the folder that 'nao train' exported, RUN_DIR/export");
  }
  try {
    return parse(decodeText(bytes, file));
  } catch (error) {
    throw createExportError(`${file} is damaged`, error);
  }
}

function createExportError(problem: string, cause: unknown): InputError {
  return new InputError(`${problem}: give the folder that 'nao train' exported, RUN_DIR/export`, { cause });
}
