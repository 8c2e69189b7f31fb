import { listSettings, type SettingsTree } from '../../config/merge';
import { createText, type SummaryValue } from './event';
import { createHparams, type Hparam } from './hparams';

/**
 * Creates the settings of a run: as text, and as values that TensorBoard compares between runs.
 *
 * @param settings nested groups of settings
 * @param isUsed returns false for settings that do not matter in this run, by dotted name
 * @param time seconds since 1970
 */
export function createSettings(
  settings: SettingsTree,
  isUsed: (name: string) => boolean,
  time: number,
): SummaryValue[] {
  const used = listHparams(settings).filter(([name]) => isUsed(name));
  const rows = used.map(([name, value]) => `| ${name} | ${String(value).replaceAll('|', '\\|')} |`);
  const table = ['| setting | value |', '| --- | --- |', ...rows].join('\n');
  return [createText('settings', table), createHparams(Object.fromEntries(used), time)];
}

/** Lists the values of settings that a hyperparameter can have; lists as text. */
function listHparams(settings: SettingsTree): [name: string, value: Hparam][] {
  return listSettings(settings).flatMap(([name, value]): [string, Hparam][] => {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
      return [[name, value]];
    return Array.isArray(value) ? [[name, value.join(', ')]] : [];
  });
}
