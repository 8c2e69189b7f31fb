import path from 'node:path';
import { loadConfig } from '../../src/config/load';
import type { ProgressEvent } from '../../src/run/hooks';
import { planSearch } from '../../src/search/run';
import { writeImageFixture } from '../data/img-fixture';
import { temporaryFolder } from '../run/temp-folder';

// A plan that loads TensorFlow fails here.
jest.mock('../../src/native/load', () => ({
  loadTensorFlow: () => {
    throw new Error('TensorFlow was loaded');
  },
}));

const folder = temporaryFolder();
beforeEach(async () => {
  process.env.NAO_CACHE_DIR = path.join(folder(), 'cache');
  await writeImageFixture(path.join(folder(), 'images'));
});
afterEach(() => delete process.env.NAO_CACHE_DIR);

async function planned(...set: string[]): Promise<readonly string[]> {
  const events: ProgressEvent[] = [];
  const flags = { 'data.dataset': 'images', 'data.dir': path.join(folder(), 'images'), seed: '7' };
  const config = loadConfig({ preset: 'tiny', set, flags });
  await planSearch(config, { progress: (event) => void events.push(event), stopRequested: () => undefined });
  return events.flatMap((event) => (event.kind === 'plan' ? event.lines : []));
}

test('a search with shared weights is planned from its data set, without TensorFlow', async () => {
  // 80 images to train on are 5 batches of 16.
  expect(await planned()).toEqual([
    'search: mode ws, seed 7, 2 rounds',
    'architectures: 8 random ones at first, 3 new ones in each later round from the best 4: at most 11',
    'training: 1 epoch = 5 steps before the first scoring, 1 epoch = 5 steps before each later one; 10 steps in all',
    'scoring: shared_valid_accuracy (higher is better), the whole pool in each round, 16 scores',
    'controller: learned anew in each round but the last, 10 epochs each',
  ]);
});

test('data that do not fit the settings are refused', async () => {
  await expect(planned('data.trainImages=0', 'data.validImages=100000')).rejects.toThrow(
    /^data\.validImages is 100000, but images has \d+ training images in all/,
  );
});
