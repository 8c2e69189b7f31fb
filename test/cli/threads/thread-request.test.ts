import { toNativeSettings } from '../../../src/cli/threads/thread-request';
import { loadConfig } from '../../../src/config/load-search';
import type { RunRecord } from '../../../src/run/record';

const record: RunRecord = {
  id: 'a run',
  nao: '0.0.0',
  node: 'any',
  tensorflow: 'any',
  build: 'any',
  device: 'gpu',
  threads: 3,
  cpu: 'any',
  cpuFingerprint: 'any',
  instructionCap: '',
};

test.each([
  [0, undefined],
  [2, 2],
])('toNativeSettings passes run.threads=%s on as %s', (setting, threads) => {
  const config = loadConfig({ preset: 'tiny', set: [`run.threads=${setting}`] });
  expect(toNativeSettings({ kind: 'search', config, folder: 'any' }).threads).toBe(threads);
  expect(toNativeSettings({ kind: 'resume', config, folder: 'any', record }).threads).toBe(3);
});

test.each([true, false])(
  'toNativeSettings passes deterministicOps=%s on, also for a resumed run',
  (deterministic) => {
    const config = loadConfig({
      preset: 'tiny',
      set: [`run.deterministicOps=${deterministic}`, 'run.device=gpu'],
    });
    expect(toNativeSettings({ kind: 'search', config, folder: 'any' })).toEqual({
      device: 'gpu',
      deterministic,
    });
    expect(toNativeSettings({ kind: 'resume', config, folder: 'any', record })).toEqual({
      device: 'gpu',
      deterministic,
      threads: 3,
    });
  },
);
