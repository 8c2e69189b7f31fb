import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { computeCpuFingerprint } from '../../src/native/cpu';
import { checkKernels, describeKernelCheck } from '../../src/native/kernel-check';

const before = process.env.NAO_CACHE_DIR;
let cache: string;

beforeEach(() => {
  cache = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-verdict-'));
  process.env.NAO_CACHE_DIR = cache;
});
afterEach(() => {
  fs.rmSync(cache, { recursive: true });
  if (before === undefined) delete process.env.NAO_CACHE_DIR;
  else process.env.NAO_CACHE_DIR = before;
});

/** A check that finds so many wrong shapes with any instructions, and under the cap. */
function counts(free: number, capped: number): jest.Mock<{ checked: number; wrong: number }, [string]> {
  return jest.fn((cap: string) => ({ checked: 10, wrong: cap === '' ? free : capped }));
}

const onX64 = process.arch === 'x64' ? test : test.skip;

test('sets no cap where all kernels are right, and checks once', () => {
  const count = counts(0, 0);
  expect(checkKernels(count)).toMatchObject({ checked: 10, wrong: 0, cap: '' });
  expect(checkKernels(count)).toMatchObject({ cap: '' });
  expect(count.mock.calls).toEqual([['']]);
  expect(describeKernelCheck(checkKernels(count))).toBe('right in 10 of 10 shapes');
});

onX64('sets the cap where it helps', () => {
  const verdict = checkKernels(counts(3, 0));
  expect(verdict).toMatchObject({ wrong: 3, cap: 'AVX2', wrongUnderCap: 0 });
  expect(describeKernelCheck(verdict)).toMatch(
    /^wrong in 3 of 10 shapes .* held to AVX2, where all are right$/,
  );
});

onX64('says so where the cap does not help', () => {
  const verdict = checkKernels(counts(3, 3));
  expect(verdict).toMatchObject({ cap: '', wrongUnderCap: 3 });
  expect(describeKernelCheck(verdict)).toMatch(/do not trust/);
});

test('has no verdict, and keeps none, where the check cannot be run', () => {
  expect(checkKernels(() => undefined)).toBeUndefined();
  expect(fs.readdirSync(cache)).toEqual([]);
  expect(describeKernelCheck(undefined)).toBe('not checked');
});

test('finds the verdict again where the kept one is torn', () => {
  checkKernels(counts(0, 0));
  const [file] = fs.readdirSync(path.join(cache, 'kernel-check'));
  fs.writeFileSync(path.join(cache, 'kernel-check', file), '{"cpu":');
  const count = counts(0, 0);
  checkKernels(count);
  expect(count).toHaveBeenCalledTimes(1);
});

test('tells kinds of CPU apart by model and instruction sets, not by speed or core', () => {
  const cpu = (model: number, flags: string, mhz: number): string =>
    `processor\t: 0\nvendor_id\t: X\nmodel\t\t: ${model}\ncpu MHz\t\t: ${mhz}\nflags\t\t: ${flags}\n\nprocessor\t: 1\n`;
  const one = computeCpuFingerprint(cpu(1, 'avx2', 1000));
  expect(computeCpuFingerprint(cpu(1, 'avx2', 2000))).toBe(one);
  expect(computeCpuFingerprint(cpu(2, 'avx2', 1000))).not.toBe(one);
  expect(computeCpuFingerprint(cpu(1, 'avx2 avx512f', 1000))).not.toBe(one);
});
