import { toNativeSettings } from '../../../src/cli/threads/thread-request';
import { loadConfig } from '../../../src/config/load-search';
import { RECORD } from '../../support/run/record';

const record = { ...RECORD, threads: 3 };

test.each([0, 2])('toNativeSettings passes run.threads=%i on, and those of a resumed run', (threads) => {
  const config = loadConfig({ preset: 'tiny', set: [`run.threads=${threads}`] });
  expect(toNativeSettings({ kind: 'search', config, folder: 'any' }).threads).toBe(threads);
  expect(toNativeSettings({ kind: 'resume', config, folder: 'any', record }).threads).toBe(3);
});

test.each([true, false])(
  'toNativeSettings passes deterministicOps=%s on, also for a resumed run',
  (deterministicOps) => {
    const config = loadConfig({
      preset: 'tiny',
      set: [`run.deterministicOps=${deterministicOps}`, 'run.device=gpu', 'run.threads=2'],
    });
    expect(toNativeSettings({ kind: 'search', config, folder: 'any' })).toMatchObject({
      device: 'gpu',
      deterministicOps,
      threads: 2,
    });
    expect(toNativeSettings({ kind: 'resume', config, folder: 'any', record })).toMatchObject({
      device: 'gpu',
      deterministicOps,
      threads: 3,
    });
  },
);
