import type { PresetChanges } from './preset';

/** The benchmark's protocol: search on the validation accuracy after 12 epochs, report the test accuracy after 200. */
export const nasbench201: PresetChanges = {
  space: {
    name: 'nasbench201',
  },
  table: {
    architectureColumn: 'arch',
    scoreColumn: 'cifar10_valid_12ep',
    reportColumn: 'cifar10_test_200ep',
  },
};
