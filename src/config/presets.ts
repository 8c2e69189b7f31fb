import { closest } from 'fastest-levenshtein';
import { InputError } from '../errors';
import { merge } from './merge';
import { cpu } from './presets/cpu';
import { paper } from './presets/paper';
import type { Preset, PresetChanges } from './presets/preset';
import { quick } from './presets/quick';
import { tiny } from './presets/tiny';

/** What each preset changes in the paper's settings. */
const PRESETS: Readonly<Record<string, PresetChanges>> = { quick, cpu, paper: {}, tiny };

/** The names that `presetByName` knows. */
export const presetNames: readonly string[] = Object.keys(PRESETS);

/**
 * The whole settings of a preset.
 *
 * @throws InputError if there is none of that name, naming the nearest
 */
export function presetByName(name: string): Preset {
  if (!Object.hasOwn(PRESETS, name)) {
    throw new InputError(
      `unknown preset '${name}': did you mean '${closest(name, presetNames)}'? (known: ${presetNames.join(', ')})`,
    );
  }
  return merge(paper, PRESETS[name]) as Preset;
}
