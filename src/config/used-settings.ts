import { getModality } from '../space/registry';

/** What decides which settings a search uses. */
export interface SearchKind {
  readonly mode: string | undefined;
  /** Name of the space. */
  readonly space: string | undefined;
  /** The setting `table.file`. */
  readonly table: string | undefined;
}

/** Groups of settings that only some searches use, and the searches that do. */
const GROUPS: Readonly<Record<string, (kind: SearchKind) => boolean>> = {
  supernet: (kind) => kind.mode === 'ws' && isOnImages(kind),
  rnn: (kind) => kind.mode === 'ws' && !isOnImages(kind),
  child: (kind) => kind.mode === 'full' && isOnImages(kind),
  rnnChild: (kind) => kind.mode === 'full' && !isOnImages(kind),
  full: ({ mode }) => mode === 'full',
  // In modes ws and full a table is looked up at the end, if one is given.
  table: ({ mode, table }) => mode === 'table' || (mode !== 'custom' && table !== undefined && table !== ''),
  data: ({ mode }) => mode !== 'table',
  // Only `nao compare` runs baselines.
  baselines: () => false,
};

/** Settings of `data` that exist for one modality only. */
const DATA_OF_IMAGES: readonly string[] = ['data.validImages', 'data.trainImages', 'data.resizePixels'];
const DATA_OF_TEXT: readonly string[] = ['data.trainTokens', 'data.vocabularyWords'];

/** Returns true if a search of this kind uses a setting. @param name such as `supernet.channels` */
export function isSettingUsed(name: string, kind: SearchKind): boolean {
  if (kind.mode === undefined || kind.space === undefined) return true; // unknown settings: nothing is left out
  const [group] = name.split('.');
  if (Object.hasOwn(GROUPS, group) && !GROUPS[group](kind)) return false;
  return !(isOnImages(kind) ? DATA_OF_TEXT : DATA_OF_IMAGES).includes(name);
}

function isOnImages({ space }: SearchKind): boolean {
  return getModality(space ?? '') === 'images';
}
