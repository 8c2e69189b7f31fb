import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors';
import { createReadError } from '../files/read-error';

/** Name of the file with the best architecture of a search. */
export const BEST = 'best.json';

/** An architecture on a Pareto front. */
const frontMemberSchema = z.object({
  id: z.number(),
  architecture: z.string(),
  score: z.number(),
  parameters: z.number(),
  multiplyAdds: z.number(),
});

/** Contents of best.json. */
const bestSchema = z.object({
  id: z.number(),
  /** Architecture in its text form. */
  architecture: z.string(),
  metric: z.string(),
  score: z.number(),
  /** Round of the score, from 1. */
  round: z.number(),
  origin: z.string(),
  /** Direction of a custom evaluator's metric. For other metrics it follows from the settings. */
  direction: z.enum(['maximize', 'minimize']).optional(),
  /** Final test metric, such as a benchmark's test accuracy; set once the search is finished. */
  reported: z.object({ name: z.string(), value: z.number() }).optional(),
  /** Rule by which it was chosen; set if the score is not the only objective, as are the costs. */
  rule: z.string().optional(),
  /** Costs of the network that `network` describes. */
  cost: z.object({ parameters: z.number(), multiplyAdds: z.number(), network: z.string() }).optional(),
  /** Pareto front of score and second objective, from the cheapest architecture to the one with the best score. */
  front: z.array(frontMemberSchema).optional(),
});

/** Contents of best.json. */
export type BestArchitecture = Readonly<z.infer<typeof bestSchema>>;

/** Returns true if a run has a best architecture. */
export function hasBest(folder: string): boolean {
  return fs.existsSync(path.join(folder, BEST));
}

/** Reads a run's best.json. @throws InputError if it is missing, damaged, or from another version of nao */
export function readBest(folder: string): BestArchitecture {
  const file = path.join(folder, BEST);
  if (!hasBest(folder)) {
    throw new InputError(
      `${folder} has no ${BEST}: wait until the search has scored its first architectures; if it has, all of them failed`,
    );
  }
  const remedy = `write it again with 'nao resume ${folder}'`;
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw createReadError(file, error, 'make it readable');
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is damaged: ${remedy}`, { cause: error });
  }
  const best = bestSchema.safeParse(content);
  if (best.success) return best.data;
  throw new InputError(`${file} does not have the format of this version of nao: ${remedy}`, {
    cause: best.error,
  });
}
