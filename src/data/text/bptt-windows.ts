import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import type { TextPart } from './dataset';

/** A window of text: words and the words that follow them, time by time. */
export interface BpttWindow {
  /** int32 [time, sequences] */
  readonly tokens: Int32Array;
  /** int32 [time, sequences] */
  readonly targets: Int32Array;
}

/** A window to score: the weight of every token is 1, or 0 for what only fills the window up. */
export interface WeightedBpttWindow extends BpttWindow {
  /** [time * sequences] */
  readonly weight: Float32Array;
}

/**
 * A text cut into `columns` pieces of one length that are read side by side: column c begins at token c * length.
 *
 * @param tokens int32 [tokens]
 * @param length tokens of a column; the token behind the last one is what that has to foretell
 * @param steps time steps of a window
 * @param first first time step of the window
 * @returns [steps, columns], time by time
 */
export function sliceWindow(
  tokens: Int32Array,
  sequences: number,
  length: number,
  steps: number,
  first: number,
): WeightedBpttWindow {
  const count = steps * sequences;
  const window = {
    tokens: new Int32Array(count),
    targets: new Int32Array(count),
    weight: new Float32Array(count),
  };
  for (let step = 0; step < steps; step++) {
    for (let sequence = 0; sequence < sequences; sequence++) {
      const time = first + step;
      const position = sequence * length + time;
      if (time >= length || position + 1 >= tokens.length) continue;
      const at = step * sequences + sequence;
      window.tokens[at] = tokens[position];
      window.targets[at] = tokens[position + 1];
      window.weight[at] = 1;
    }
  }
  return window;
}

/** The whole text as windows that follow each other: every token but the first is foretold once. */
export function sliceAllWindows(tokens: Int32Array, sequences: number, steps: number): WeightedBpttWindow[] {
  const length = Math.ceil((tokens.length - 1) / sequences);
  return Array.from({ length: Math.ceil(length / steps) }, (_, i) =>
    sliceWindow(tokens, sequences, length, steps, i * steps),
  );
}

/**
 * Steps of each sequence when a part is cut into `sequences` columns of one length: floor((tokens - 1) / sequences), for the
 * last step of a column needs a token behind it to predict. What is left at the end is not used.
 *
 * @param name the data set, for messages
 * @param tokens tokens of the part
 * @param sequences columns read side by side (batch)
 * @param steps steps that each column must have: those of a training step (truncated back-propagation), 1 for scoring
 * @returns steps of a column, at least `steps`
 * @throws InputError with the tokens there are and those needed
 */
export function assertWindowsFit(
  name: string,
  part: TextPart,
  tokens: number,
  sequences: number,
  steps: number,
): number {
  const needed = sequences * steps + 1;
  if (tokens >= needed) return Math.floor((tokens - 1) / sequences);
  throw new InputError(
    `The ${part} part of ${name} has ${tokens} tokens, but ${pluralize(sequences, 'sequence')} of ${pluralize(steps, 'step')} ` +
      `need ${needed}: use fewer sequences (batch) or steps, or a longer text.`,
  );
}
