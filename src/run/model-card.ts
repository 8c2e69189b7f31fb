import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors';
import { CELL_OUTPUTS } from '../space/cnn-cells';
import { codeOf, replaceFile } from './disk';

const CARD = 'architecture.json';

/** What stands beside an exported model: what it is and what it was trained on. */
const cardSchema = z.looseObject({
  name: z.string(),
  space: z.string(),
  architecture: z.string(),
  layers: z.number(),
  channels: z.number(),
  cellOutput: z.enum(CELL_OUTPUTS),
  image: z.strictObject({ height: z.number(), width: z.number(), channels: z.number() }),
  /** In the order of the model's outputs. */
  classNames: z.array(z.string()),
  dataset: z.string(),
  /** Epochs that its weights were trained for. */
  epoch: z.number(),
  nao: z.string(),
});

export type ModelCard = z.infer<typeof cardSchema>;

export function writeCard(folder: string, card: ModelCard): void {
  replaceFile(path.join(folder, CARD), `${JSON.stringify(card, null, 2)}\n`);
}

/** True where a folder looks like an exported model. */
export function isExport(folder: string): boolean {
  return fs.existsSync(path.join(folder, CARD));
}

/** Reads an export's architecture.json. @throws InputError where there is none, or it is damaged */
export function readCard(folder: string): ModelCard {
  const file = path.join(folder, CARD);
  try {
    return cardSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (error) {
    const problem = codeOf(error) === 'ENOENT' ? `there is no ${file}` : `${file} is damaged`;
    throw new InputError(`${problem}: give the folder that 'nao train' exported, RUN_DIR/export`, {
      cause: error,
    });
  }
}
