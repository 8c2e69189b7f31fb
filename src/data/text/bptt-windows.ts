import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import type { TextPart } from './dataset';

/** A window for truncated BPTT: tokens and the tokens that follow them, time-major. */
export interface BpttWindow {
  /** int32 [time, sequences] */
  readonly tokens: Int32Array;
  /** int32 [time, sequences] */
  readonly targets: Int32Array;
}

/** A window for scoring. A token's weight is 1, or 0 for padding. */
export interface WeightedBpttWindow extends BpttWindow {
  /** [time * sequences] */
  readonly weight: Float32Array;
}

/**
 * Slices a window from a text that is cut into `sequences` of equal length. Sequence s begins at token s * length.
 *
 * @param tokens int32 [tokens]
 * @param length tokens per sequence; the last one's target is the token after it
 * @param steps time steps of the window
 * @param first first time step of the window
 * @returns [steps, sequences], time-major
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
      const index = step * sequences + sequence;
      window.tokens[index] = tokens[position];
      window.targets[index] = tokens[position + 1];
      window.weight[index] = 1;
    }
  }
  return window;
}

/** Slices the whole text into consecutive windows. Every token except the first is a target exactly once. */
export function sliceAllWindows(tokens: Int32Array, sequences: number, steps: number): WeightedBpttWindow[] {
  const length = Math.ceil((tokens.length - 1) / sequences);
  return Array.from({ length: Math.ceil(length / steps) }, (_, i) =>
    sliceWindow(tokens, sequences, length, steps, i * steps),
  );
}

/**
 * Returns the steps per sequence when a part is cut into sequences of equal length: floor((tokens - 1) / sequences). The
 * last step of a sequence needs a token after it as the target. The remaining tokens are not used.
 *
 * @param name the data set, for messages
 * @param tokens tokens of the part
 * @param sequences batch size
 * @param steps required steps per sequence: those of a training step (truncated BPTT), 1 for scoring
 * @returns steps per sequence, at least `steps`
 * @throws InputError with available and needed tokens
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
    `the ${part} part of ${name} has ${tokens} tokens, but ${pluralize(sequences, 'sequence')} of ${pluralize(steps, 'step')} ` +
      `need ${needed}: use fewer sequences (batch) or steps, or a longer text`,
  );
}
