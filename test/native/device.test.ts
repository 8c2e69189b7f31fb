import { EnvironmentError } from '../../src/errors';
import { findGpuUnavailableReason, openDevice } from '../../src/native/device';
import { getSystemInfo, measureResources } from '../../src/native/system-info';

const missing = findGpuUnavailableReason();
const withoutGpu = missing === undefined ? test.skip : test;

withoutGpu('refuses a GPU that is asked for and not usable, naming what is missing', () => {
  expect(() => openDevice('gpu')).toThrow(EnvironmentError);
  expect(() => openDevice('gpu')).toThrow(/^The GPU cannot be used: .*(lib\w+\.so|set up for the CPU)/);
});

withoutGpu('takes the CPU by itself and says why no GPU', () => {
  expect(openDevice('auto')).toEqual({ kind: 'cpu', gpuUnavailableReason: missing });
});

test('takes the CPU where it is asked for, without excuses', () => {
  expect(openDevice('cpu')).toEqual({ kind: 'cpu' });
});

test('knows what a run depends on', () => {
  const facts = getSystemInfo('cpu');
  expect(facts.tensorflow).toMatch(/^2\.\d+\.\d+$/);
  expect(facts.node).toBe(process.versions.node);
  expect(facts.threads).toBeGreaterThan(0);
  expect(facts.cpuFingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test('finds room in memory and on the disks', () => {
  const { memory, disks } = measureResources('.');
  expect(memory.total).toBeGreaterThan(1e8);
  expect(memory.available).toBeGreaterThan(0);
  expect(memory.available).toBeLessThanOrEqual(memory.total);
  expect(disks).toHaveLength(2);
  for (const { free } of disks) expect(free).toBeGreaterThanOrEqual(0);
});
