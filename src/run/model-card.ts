import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors';
import { CELL_OUTPUTS } from '../space/cnn-cells';
import { codeOf, replaceFile } from './disk';

const CARD = 'architecture.json';

/** The words of a language model, one a line, in the order of their numbers. */
const VOCABULARY = 'vocabulary.txt';

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

/** What else stands beside a classifier. */
const cardSchema = commonSchema.extend({
  layers: z.number(),
  channels: z.number(),
  cellOutput: z.enum(CELL_OUTPUTS),
  image: z.strictObject({ height: z.number(), width: z.number(), channels: z.number() }),
  /** In the order of the model's outputs. */
  classNames: z.array(z.string()),
});

/** What else stands beside a language model. */
const textCardSchema = commonSchema.extend({
  space: z.literal('rnn'),
  hiddenUnits: z.number(),
  output: z.enum(['loose', 'all']),
  /** Columns that a text is cut into for scoring. */
  scoreSequences: z.number(),
  /** The setting `data.vocabularyWords`. */
  vocabularyWords: z.number(),
});

export type ModelCard = z.infer<typeof cardSchema>;

export type TextModelCard = z.infer<typeof textCardSchema>;

export function writeCard(folder: string, card: ModelCard): void {
  replaceFile(path.join(folder, CARD), `${JSON.stringify(card, null, 2)}\n`);
}

export function writeTextCard(folder: string, card: TextModelCard, vocabulary: readonly string[]): void {
  replaceFile(path.join(folder, VOCABULARY), vocabulary.map((word) => `${word}\n`).join(''));
  replaceFile(path.join(folder, CARD), `${JSON.stringify(card, null, 2)}\n`);
}

/** True where a folder looks like an exported model. */
export function isExport(folder: string): boolean {
  return fs.existsSync(path.join(folder, CARD));
}

/** What any export's architecture.json says. @throws InputError where there is none, or it is damaged */
export function readAnyCard(folder: string): z.infer<typeof commonSchema> {
  return readAs(folder, commonSchema);
}

/** Reads a classifier's architecture.json. @throws InputError as `readAnyCard` */
export function readCard(folder: string): ModelCard {
  return readAs(folder, cardSchema);
}

/** Reads a language model's architecture.json. @throws InputError as `readAnyCard` */
export function readTextCard(folder: string): TextModelCard {
  return readAs(folder, textCardSchema);
}

/** Reads the words of a language model. @throws InputError where its file is missing */
export function readVocabulary(folder: string): string[] {
  const file = path.join(folder, VOCABULARY);
  try {
    return fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    throw new InputError(`there is no ${file}: give the folder that 'nao train' exported, RUN_DIR/export`, {
      cause: error,
    });
  }
}

function readAs<T>(folder: string, schema: z.ZodType<T>): T {
  const file = path.join(folder, CARD);
  try {
    return schema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (error) {
    const problem = codeOf(error) === 'ENOENT' ? `there is no ${file}` : `${file} is damaged`;
    throw new InputError(`${problem}: give the folder that 'nao train' exported, RUN_DIR/export`, {
      cause: error,
    });
  }
}
