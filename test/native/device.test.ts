import path from 'node:path';
import { EnvironmentError } from '../../src/errors';
import { findGpuProblem, openDevice } from '../../src/native/device';
import { getSystemInfo, measureResources } from '../../src/native/system-info';

afterEach(() => jest.restoreAllMocks());

const missing = findGpuProblem();
const withoutGpu = missing === undefined ? test.skip : test;

withoutGpu('openDevice rejects a requested GPU that is not usable, naming the reason', () => {
  expect(() => openDevice('gpu')).toThrow(EnvironmentError);
  expect(() => openDevice('gpu')).toThrow(
    /^the GPU is not usable because .*(lib\w+\.so|set up for the CPU).*: fix this or use the device cpu$/,
  );
});

withoutGpu('openDevice falls back to the CPU for auto and returns the reason', () => {
  expect(openDevice('auto')).toEqual({ kind: 'cpu', gpuProblem: missing });
});

test('openDevice returns the requested CPU without a reason', () => {
  expect(openDevice('cpu')).toEqual({ kind: 'cpu' });
});

test('getSystemInfo returns versions, threads and the CPU fingerprint', () => {
  const facts = getSystemInfo('cpu');
  expect(facts.tensorflow).toMatch(/^2\.\d+\.\d+$/);
  expect(facts.node).toBe(process.versions.node);
  expect(facts.threads).toBeGreaterThan(0);
  expect(facts.cpuFingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test('measureResources returns memory and disk space', () => {
  const { memory, disks } = measureResources('.');
  expect(memory.total).toBeGreaterThan(1e8);
  expect(memory.available).toBeGreaterThan(0);
  expect(memory.available).toBeLessThanOrEqual(memory.total);
  expect(disks).toHaveLength(2);
  for (const { free } of disks) expect(free).toBeGreaterThanOrEqual(0);
});

test.each(['missing', 'missing/nested', '/missing/nested'])(
  'measureResources returns the disk of a cache folder %s that does not exist yet',
  (folder) => {
    jest.replaceProperty(process, 'env', { ...process.env, NAO_CACHE_DIR: folder });
    const [, cache] = measureResources('.').disks;
    expect(cache).toEqual({ folder: path.isAbsolute(folder) ? '/' : '.', free: expect.any(Number) });
  },
);
