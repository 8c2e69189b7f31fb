import type { SettingsTree } from '../merge';
import type { PresetChanges } from './preset';

/** What a search space changes in every preset, by its name. */
const SPACES: Readonly<Record<string, PresetChanges>> = {
  nasbench201: {
    table: {
      // The benchmark's protocol: search on the validation accuracy after 12 epochs, report the test accuracy after 200.
      architectureColumn: 'arch',
      scoreColumn: 'cifar10_valid_12ep',
      reportColumn: 'cifar10_test_200ep',
    },
  },
};

/** @param name as it was given: nothing where it is no name of a space, which is refused elsewhere */
export function spaceChanges(name: unknown): SettingsTree {
  return typeof name === 'string' && Object.hasOwn(SPACES, name) ? { ...SPACES[name] } : {};
}
