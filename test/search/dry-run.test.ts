import path from 'node:path';
import { loadConfig } from '../../src/config/load-search';
import type { ProgressEvent } from '../../src/run/hooks';
import { describeSearchBySettings, planSearch } from '../../src/search/run';
import { writeImageFixture } from '../support/data/image-files';
import { writeTextFixture } from '../support/data/text-files';
import { temporaryFolder } from '../support/temp-folder';

// Fails any plan that loads TensorFlow.
jest.mock('../../src/native/load', () => ({
  loadTensorFlow: () => {
    throw new Error('TensorFlow was loaded');
  },
}));

const folder = temporaryFolder();
beforeEach(async () => {
  process.env.NAO_CACHE_DIR = path.join(folder(), 'cache');
  await writeImageFixture(path.join(folder(), 'images'));
  writeTextFixture(path.join(folder(), 'text'));
});
afterEach(() => delete process.env.NAO_CACHE_DIR);

/** Returns the plan of a tiny search on fixture data. */
async function planTinySearch(dataset: 'images' | 'text', ...set: string[]): Promise<readonly string[]> {
  const events: ProgressEvent[] = [];
  const flags = { 'data.dataset': dataset, 'data.dir': path.join(folder(), dataset), seed: '7' };
  const config = loadConfig({ preset: 'tiny', set, flags });
  await planSearch(config, { progress: (event) => void events.push(event), stopRequested: () => undefined });
  return events.flatMap((event) => (event.kind === 'plan' ? event.lines : []));
}

test('planSearch plans a search on images without TensorFlow', async () => {
  // 80 training images are 5 batches of 16.
  expect(await planTinySearch('images')).toEqual([
    'search: mode ws, seed 7, 2 rounds',
    'architectures: 8 random ones in the first round, 3 new ones in each later round from the best 4: at most 11',
    'training: 1 epoch = 5 steps before the first scoring, 1 epoch = 5 steps before each later one; 10 steps in all',
    expect.stringMatching(/^memory: about 0\.\d GB at the peak, if computed on the CPU$/),
    'scoring: shared_valid_accuracy (higher is better), the whole pool in each round, 16 scores',
    'controller: retrained in each round but the last, 10 epochs each',
  ]);
});

test('planSearch plans a search on text without TensorFlow', async () => {
  // Lines of 20 words and an end token: 1,050 tokens, 1,049 of them with a next one. 10 columns of 104 are 20 windows of 5.
  writeTextFixture(path.join(folder(), 'text'), { words: { train: 1000, valid: 200, test: 20 } });
  const settings = ['space.name=rnn', 'data.trainTokens=0', 'rnn.batchSize=10', 'rnn.epochsPerRound=0.5'];
  expect((await planTinySearch('text', ...settings)).slice(2, 4)).toEqual([
    'training: 1 epoch = 20 steps before the first scoring, 0.5 epochs = 10 steps before each later one; 30 steps in all',
    'scoring: shared_valid_perplexity (lower is better), the whole pool in each round, 16 scores',
  ]);
});

test('planSearch rejects data that are too small for the settings', async () => {
  await expect(planTinySearch('images', 'data.trainImages=0', 'data.validImages=100000')).rejects.toThrow(
    /data\.validImages is 100000/,
  );
  await expect(
    planTinySearch('text', 'space.name=rnn', 'data.trainTokens=0', 'rnn.batchSize=5000'),
  ).rejects.toThrow(/21000 tokens.*25001/);
});

test.each([
  ['100 training words', { train: 100 }, 'train part of text has 105 tokens.* 2241'],
  ['10 validation words', { valid: 10 }, 'valid part of text has 21 tokens.* 65'],
  ['36 validation words', { valid: 36 }, 'valid part of text has 42 tokens.* 65'],
])('planSearch rejects a text too short for the settings: %s', async (_, words, message) => {
  writeTextFixture(path.join(folder(), 'text'), {
    words: { train: 20_000, valid: 2_000, test: 2_000, ...words },
  });
  const settings = ['rnn.batchSize=64', 'rnn.bpttSteps=35', 'rnn.evalBatchSize=64', 'rnn.evalTokens=0'];
  await expect(planTinySearch('text', 'space.name=rnn', 'data.trainTokens=0', ...settings)).rejects.toThrow(
    new RegExp(message),
  );
});

test.each([
  ['ws', [], ['training: 1 epoch before the first scoring, 1 epoch before each later one', 'data: none']],
  [
    'ws',
    ['space.name=rnn'],
    ['training: 1 epoch before the first scoring, 1 epoch before each later one', 'data: none'],
  ],
  ['full', [], ['children: each trained from scratch for 1 epoch', 'data: none']],
  ['table', [], ['table: /none.csv, not read yet']],
])('describeSearchBySettings reads no data in mode %s %j', (mode, set, work) => {
  const flags = { mode, 'data.dataset': set.length > 0 ? 'text' : 'images', 'data.dir': '/none' };
  const table = { 'table.file': '/none.csv', seed: '7' };
  const config = loadConfig({ preset: 'tiny', set, flags: { ...flags, ...table } });
  const lines = describeSearchBySettings(config);
  expect(lines[0]).toBe(`search: mode ${mode}, seed 7, 2 rounds`);
  const described = lines.slice(2, 2 + work.length);
  expect(described.map((line) => line.replace(/(images|text) in \/none, not read yet/, 'none'))).toEqual(
    work,
  );
  expect(lines.join('\n')).not.toMatch(/\d steps/);
});
