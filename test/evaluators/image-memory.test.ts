import { EnvironmentError } from '../../src/errors';
import { assertImageMemory } from '../../src/evaluators/image-memory';
import { measureMemory } from '../../src/memory';
import type * as Device from '../../src/native/device';
import { fakeNvidiaSmi } from '../support/native/fake-nvidia-smi';
import { temporaryFolder } from '../support/temp-folder';

const usesGpu = jest.fn<boolean, []>();
jest.mock('../../src/native/device', () => ({
  ...jest.requireActual<typeof Device>('../../src/native/device'),
  usesGpu: () => usesGpu(),
}));

const folder = temporaryFolder();
const pathBefore = process.env.PATH;
const log = jest.fn<void, [string]>();
beforeEach(() => {
  log.mockReset();
  usesGpu.mockReturnValue(true);
});
afterEach(() => {
  process.env.PATH = pathBefore;
});

const mebibyte = 1048576;

test('assertImageMemory needs twice the size of the images on a GPU', () => {
  process.env.PATH = fakeNvidiaSmi(folder(), '20, 8000');
  expect(() => assertImageMemory('photos', 10 * mebibyte, log)).not.toThrow();
  expect(() => assertImageMemory('photos', 10 * mebibyte + 1, log)).toThrow(EnvironmentError);
  expect(() => assertImageMemory('photos', 50 * mebibyte, log)).toThrow(
    "the data set photos needs 105 MB of the GPU's memory, but 21 MB are free: " +
      'lower data.trainImages, or use a machine with more memory',
  );
  expect(log).not.toHaveBeenCalled();
});

test('assertImageMemory logs a line and does not throw if nvidia-smi is missing', () => {
  process.env.PATH = folder();
  assertImageMemory('photos', 10 * mebibyte, log);
  expect(log.mock.calls).toEqual([
    [expect.stringMatching(/^the GPU's free memory is unknown, since nvidia-smi did not report it: /)],
  ]);
});

test('assertImageMemory needs three times the size of the images in host memory, with and without a GPU', () => {
  process.env.PATH = fakeNvidiaSmi(folder(), '9999999999, 9999999999');
  const tooMuch = Math.ceil(measureMemory().available / 2);
  for (const gpu of [true, false]) {
    usesGpu.mockReturnValue(gpu);
    expect(() => assertImageMemory('photos', tooMuch, log)).toThrow(
      /^the data set photos needs \d+ MB of memory, but \d+ MB are free: lower data\.trainImages/,
    );
  }
});

test('assertImageMemory ignores GPU memory if the CPU computes', () => {
  process.env.PATH = fakeNvidiaSmi(folder(), '1, 1');
  usesGpu.mockReturnValue(false);
  expect(() => assertImageMemory('photos', 10 * mebibyte, log)).not.toThrow();
});
