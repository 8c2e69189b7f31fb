import { listSettings, type SettingsTree } from '../config/merge';
import { InputError } from '../errors';
import type { ResumableRun } from './resume-checks';

/** Settings, and groups of them, that may change while a run is stopped, since its results do not depend on them. */
const FREE = [
  'run.device',
  'run.maxHours',
  'run.checkpointEverySteps',
  'run.checkpointEveryEpochs',
  'run.checkpointEveryScores',
  'data.dir',
  'table.file',
  'full.concurrency',
  'supernet.recompute',
  'child.evalBatchSize',
  'baselines',
];

/** Settings by which a run is made longer. A training on images cannot be: its learning rate decays over all epochs. */
const LENGTHS: Readonly<Record<ResumableRun, string>> = { search: 'search.rounds', training: 'rnn.epochs' };

/**
 * Checks that a run still has the settings that it was started with. Its length is not checked.
 *
 * @param kept settings in the checkpoint
 * @throws InputError naming the first setting that differs
 */
export function assertSettingsUnchanged(run: ResumableRun, kept: SettingsTree, current: SettingsTree): void {
  for (const { name, before, now } of listChangedSettings(kept, current)) {
    if (name === LENGTHS[run] || isFree(name)) continue;
    throw new InputError(
      `setting '${name}' was ${before} and is now ${now}, but this ${run} has results of the first: ` +
        `set it back in config.yaml, or start a new ${run}`,
    );
  }
}

function isFree(name: string): boolean {
  return FREE.some((free) => name === free || name.startsWith(`${free}.`));
}

/** A setting with two values, as text. */
export interface ChangedSetting {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

/** Lists the settings that differ, in the order of the first tree. */
export function listChangedSettings(before: SettingsTree, now: SettingsTree): ChangedSetting[] {
  const [old, current] = [flattenSettings(before), flattenSettings(now)];
  const names = [...new Set([...old.keys(), ...current.keys()])];
  return names
    .map((name) => ({ name, before: old.get(name) ?? 'missing', now: current.get(name) ?? 'missing' }))
    .filter((setting) => setting.before !== setting.now);
}

/** Maps full names such as `controller.epochs` to values as JSON. */
function flattenSettings(tree: SettingsTree): Map<string, string> {
  return new Map(listSettings(tree).map(([name, value]) => [name, JSON.stringify(value)]));
}
