import { isSettingUsed } from '../../src/config/used-settings';

/** Lists the settings of one per group, and of each modality, that a search uses. */
function used(mode: string | undefined, space: string | undefined, table = ''): string[] {
  const names = [
    'seed',
    'data.dataset',
    'data.validImages',
    'data.trainTokens',
    'supernet.channels',
    'rnn.hiddenSize',
    'child.channels',
    'rnnChild.hiddenSize',
    'full.concurrency',
    'table.file',
    'baselines.gpNoise',
    'controller.lambda',
  ];
  return names.filter((name) => isSettingUsed(name, { mode, space, table }));
}

test.each([
  ['ws', 'cnn', ['data.dataset', 'data.validImages', 'supernet.channels']],
  ['ws', 'rnn', ['data.dataset', 'data.trainTokens', 'rnn.hiddenSize']],
  ['full', 'cnn11', ['data.dataset', 'data.validImages', 'child.channels', 'full.concurrency']],
  ['full', 'rnn', ['data.dataset', 'data.trainTokens', 'rnnChild.hiddenSize', 'full.concurrency']],
  ['table', 'nasbench201', ['table.file']],
])('a search of mode %s in space %s uses the settings of its parts', (mode, space, expected) => {
  expect(used(mode, space)).toEqual(['seed', ...expected, 'controller.lambda']);
});

test('a search with shared weights uses a table that it is given', () => {
  expect(used('ws', 'nasbench201', 'cells.csv')).toContain('table.file');
});

test('all settings of a run count whose mode or space is unknown', () => {
  expect(used(undefined, 'cnn')).toHaveLength(12);
  expect(used('ws', undefined)).toHaveLength(12);
});
