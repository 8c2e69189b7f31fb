import type { SearchConfig } from '../schema/search';

/** Every setting but the seed, which is a run's own. */
export type Preset = Omit<SearchConfig, 'seed'>;

/** Some settings of some groups. */
export type DeepPartial<T> = {
  readonly [K in keyof T]?: T[K] extends readonly unknown[]
    ? T[K]
    : T[K] extends object
      ? DeepPartial<T[K]>
      : T[K];
};

/** What a preset changes in the paper's settings. */
export type PresetOverrides = DeepPartial<Preset>;
