import { EnvironmentError } from '../../src/errors';
import { assertImageMemory } from '../../src/evaluators/image-memory';
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
const say = jest.fn<void, [string]>();
beforeEach(() => {
  say.mockReset();
  usesGpu.mockReturnValue(true);
});
afterEach(() => {
  process.env.PATH = pathBefore;
});

const mebibyte = 1048576;

test('images need twice their size on a GPU, as what arrives and as what stays', () => {
  process.env.PATH = fakeNvidiaSmi(folder(), '20, 8000');
  expect(() => assertImageMemory('photos', 10 * mebibyte, say)).not.toThrow();
  expect(() => assertImageMemory('photos', 10 * mebibyte + 1, say)).toThrow(EnvironmentError);
  expect(() => assertImageMemory('photos', 50 * mebibyte, say)).toThrow(
    "The data set photos needs 105 MB of the GPU's memory, where 21 MB are free: " +
      'lower data.trainImages, or use a machine with more memory.',
  );
  expect(say).not.toHaveBeenCalled();
});

test('where nvidia-smi is missing, that is said in a line and nothing is refused', () => {
  process.env.PATH = folder();
  assertImageMemory('photos', 10 * mebibyte, say);
  expect(say.mock.calls).toEqual([
    [expect.stringMatching(/^the GPU's free memory is unknown, since nvidia-smi did not report it: /)],
  ]);
});

test("a machine's own memory is asked for three times the size, with and without a GPU", () => {
  process.env.PATH = fakeNvidiaSmi(folder(), '9999999999, 9999999999');
  const tooMuch = Math.ceil(process.availableMemory() / 2);
  for (const gpu of [true, false]) {
    usesGpu.mockReturnValue(gpu);
    expect(() => assertImageMemory('photos', tooMuch, say)).toThrow(
      /^The data set photos needs \d+ MB of memory, where \d+ MB are free: lower data\.trainImages/,
    );
  }
});

test('a GPU is not asked for where the CPU computes', () => {
  process.env.PATH = fakeNvidiaSmi(folder(), '1, 1');
  usesGpu.mockReturnValue(false);
  expect(() => assertImageMemory('photos', 10 * mebibyte, say)).not.toThrow();
});
