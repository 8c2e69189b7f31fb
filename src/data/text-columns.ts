/** A window of text: words and the words that follow them, time by time. */
export interface Window {
  /** int32 [time, sequences] */
  readonly tokens: Int32Array;
  /** int32 [time, sequences] */
  readonly targets: Int32Array;
}

/** A window to score: the weight of every token is 1, or 0 for what only fills the window up. */
export interface WeightedWindow extends Window {
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
export function windowAt(
  tokens: Int32Array,
  columns: number,
  length: number,
  steps: number,
  first: number,
): WeightedWindow {
  const count = steps * columns;
  const window = {
    tokens: new Int32Array(count),
    targets: new Int32Array(count),
    weight: new Float32Array(count),
  };
  for (let step = 0; step < steps; step++) {
    for (let column = 0; column < columns; column++) {
      const time = first + step;
      const place = column * length + time;
      if (time >= length || place + 1 >= tokens.length) continue;
      const at = step * columns + column;
      window.tokens[at] = tokens[place];
      window.targets[at] = tokens[place + 1];
      window.weight[at] = 1;
    }
  }
  return window;
}

/** The whole text as windows that follow each other: every token but the first is foretold once. */
export function allWindows(tokens: Int32Array, columns: number, steps: number): WeightedWindow[] {
  const length = Math.ceil((tokens.length - 1) / columns);
  return Array.from({ length: Math.ceil(length / steps) }, (_, i) =>
    windowAt(tokens, columns, length, steps, i * steps),
  );
}
