import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { computeCpuFingerprint } from '../../src/native/cpu';
import { checkKernels, describeKernelCheck } from '../../src/native/kernel-check';

const before = process.env.NAO_CACHE_DIR;
let cache: string;

beforeEach(() => {
  cache = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-kernel-check-'));
  process.env.NAO_CACHE_DIR = cache;
});
afterEach(() => {
  fs.rmSync(cache, { recursive: true });
  if (before === undefined) delete process.env.NAO_CACHE_DIR;
  else process.env.NAO_CACHE_DIR = before;
});

/** Fakes a check: the number of wrong shapes without and with the cap. */
function fakeCounts(
  uncapped: number,
  capped: number,
): jest.Mock<{ checked: number; wrong: number }, [string]> {
  return jest.fn((cap: string) => ({ checked: 10, wrong: cap === '' ? uncapped : capped }));
}

const onX64 = process.arch === 'x64' ? test : test.skip;

test('checkKernels sets no cap if all kernels are correct, and caches the result', () => {
  const count = fakeCounts(0, 0);
  expect(checkKernels(count)).toMatchObject({ checked: 10, wrong: 0, cap: '' });
  expect(checkKernels(count)).toMatchObject({ cap: '' });
  expect(count.mock.calls).toEqual([['']]);
  expect(describeKernelCheck(checkKernels(count))).toBe('correct in 10 of 10 shapes');
});

onX64('checkKernels sets the cap if it helps', () => {
  const result = checkKernels(fakeCounts(3, 0));
  expect(result).toMatchObject({ wrong: 3, cap: 'AVX2', wrongUnderCap: 0 });
  expect(describeKernelCheck(result)).toMatch(
    /^wrong in 3 of 10 shapes .* limited to AVX2, where all are correct$/,
  );
});

onX64('describeKernelCheck warns if the cap does not help', () => {
  const result = checkKernels(fakeCounts(3, 3));
  expect(result).toMatchObject({ cap: '', wrongUnderCap: 3 });
  expect(describeKernelCheck(result)).toMatch(/results of this CPU are not reliable/);
});

test('checkKernels keeps a result of its own for TensorFlow without oneDNN', () => {
  const count = fakeCounts(0, 0);
  checkKernels(count);
  jest.replaceProperty(process, 'env', { ...process.env, TF_ENABLE_ONEDNN_OPTS: '0' });
  checkKernels(count);
  checkKernels(count);
  jest.restoreAllMocks();
  expect(count).toHaveBeenCalledTimes(2);
});

test('checkKernels returns and caches nothing if the check cannot run', () => {
  expect(checkKernels(() => undefined)).toBeUndefined();
  expect(fs.readdirSync(cache)).toEqual([]);
  expect(describeKernelCheck(undefined)).toBe('not checked');
});

test('checkKernels repeats the check if the cached result is incomplete', () => {
  checkKernels(fakeCounts(0, 0));
  const [file] = fs.readdirSync(path.join(cache, 'kernel-check'));
  fs.writeFileSync(path.join(cache, 'kernel-check', file), '{"cpu":');
  const count = fakeCounts(0, 0);
  checkKernels(count);
  expect(count).toHaveBeenCalledTimes(1);
});

test('computeCpuFingerprint depends on model and instruction sets, not on speed or core', () => {
  const cpu = (model: number, flags: string, mhz: number): string =>
    `processor\t: 0\nvendor_id\t: X\nmodel\t\t: ${model}\ncpu MHz\t\t: ${mhz}\nflags\t\t: ${flags}\n\nprocessor\t: 1\n`;
  const one = computeCpuFingerprint(cpu(1, 'avx2', 1000));
  expect(computeCpuFingerprint(cpu(1, 'avx2', 2000))).toBe(one);
  expect(computeCpuFingerprint(cpu(2, 'avx2', 1000))).not.toBe(one);
  expect(computeCpuFingerprint(cpu(1, 'avx2 avx512f', 1000))).not.toBe(one);
});
