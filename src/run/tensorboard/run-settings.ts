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
  settings: object,
  isUsed: (name: string) => boolean,
  time: number,
): SummaryValue[] {
  const used = listLeaves(settings).filter(([name]) => isUsed(name));
  const rows = used.map(([name, value]) => `| ${name} | ${String(value).replaceAll('|', '\\|')} |`);
  const table = ['| setting | value |', '| --- | --- |', ...rows].join('\n');
  return [createText('settings', table), createHparams(Object.fromEntries(used), time)];
}

/** Lists the values of nested groups by dotted name; lists as text. */
function listLeaves(value: unknown, prefix = ''): [name: string, value: Hparam][] {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    return [[prefix, value]];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return [[prefix, value.join(', ')]];
  return Object.entries(value).flatMap(([key, inner]) =>
    listLeaves(inner, prefix === '' ? key : `${prefix}.${key}`),
  );
}
