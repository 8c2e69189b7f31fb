/** Changes of a space to the presets of a training run. */
export interface TrainSpace {
  /** Changes to preset paper, which all presets start from. */
  readonly base: object;
  /** Further changes of single presets, by name. */
  readonly presets: Readonly<Record<string, object>>;
}
