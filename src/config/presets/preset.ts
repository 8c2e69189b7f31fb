import type { SearchConfig } from '../schema/search';

/** All settings of a search except the seed. */
export type Preset = Omit<SearchConfig, 'seed'>;

/** A type with all properties optional, nested ones included; lists are kept whole. */
export type DeepPartial<T> = {
  readonly [K in keyof T]?: T[K] extends readonly unknown[]
    ? T[K]
    : T[K] extends object
      ? DeepPartial<T[K]>
      : T[K];
};

/** Changes of a preset to preset paper. */
export type PresetOverrides = DeepPartial<Preset>;
