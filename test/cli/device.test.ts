import fs from 'node:fs';
import path from 'node:path';
import { findGpuProblem } from '../../src/native/device';
import { readSearchRun } from '../../src/run/folder';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { writeRandomTable } from '../support/space/random-table';
import { temporaryFolder } from '../support/temp-folder';

/* A missing device is an error or is reported, never replaced silently. */

const folder = temporaryFolder();

const tiny = ['search', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'images'];

useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'images'));
});

/** Defines a test like `whenSetUp`, skipped with a note if a GPU is usable. */
function withoutGpu(name: string, run: () => void): void {
  let missing: string | undefined = 'the native library';
  try {
    missing = findGpuProblem()?.reason;
  } catch {
    // Not set up: whenSetUp skips the test.
  }
  if (missing !== undefined) {
    whenSetUp(name, run);
    return;
  }
  process.stderr.write(`skipped: ${name} (a GPU is usable)\n`);
  test.skip(name, run);
}

withoutGpu('--device gpu without a GPU is an error that names what is missing, without a run folder', () => {
  const { code, err } = nao(folder(), ...tiny, '--device', 'gpu', '--out', 'run');
  expect(err).toMatch(/^nao: .*GPU .*(libcuda\.so\.1|lib\w+\.so|for the CPU).*\bcpu\b.*\n$/);
  expect(code).toBe(3);
  if (!hasDriver()) expect(err).toContain('libcuda.so.1');
  expect(fs.existsSync(path.join(folder(), 'run'))).toBe(false);
});

withoutGpu('learning-curve --device gpu without a GPU is an error, too', () => {
  writeRandomTable(path.join(folder(), 'table.csv'), 60, (valid) => valid);
  const search =
    'search --preset tiny --mode table --space nasbench201 --table table.csv --out run --device cpu';
  expect(nao(folder(), ...search.split(' '))).toMatchObject({ code: 0 });
  const { code, err } = nao(folder(), ...'learning-curve run --sizes 5 --device gpu'.split(' '));
  expect({ code, err }).toEqual({
    code: 3,
    err: expect.stringMatching(/^nao: the GPU is not usable /) as string,
  });
  expect(fs.existsSync(path.join(folder(), 'run', 'predictor-curve.csv'))).toBe(false);
});

withoutGpu('--device auto logs once that it uses the CPU and records it; --device cpu logs nothing', () => {
  const automatic = nao(folder(), ...tiny, '--out', 'automatic');
  expect(automatic.code).toBe(0);
  expect(linesAboutDevice(automatic)).toEqual([expect.stringMatching(/^computing on the CPU: .{1,60}$/)]);
  expect(recordedDevice('automatic')).toBe('cpu');

  const chosen = nao(folder(), ...tiny, '--device', 'cpu', '--out', 'chosen');
  expect(chosen.code).toBe(0);
  expect(linesAboutDevice(chosen)).toEqual([]);
  expect(recordedDevice('chosen')).toBe('cpu');
});

withoutGpu('bench reports the device with its figures, and once why no GPU is used', () => {
  const { code, out, err } = nao(folder(), 'bench', 'controller', '--epochs', '1', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ device: 'cpu' });
  expect(err.split('\n').filter((line) => /GPU|libcuda/.test(line))).toEqual([
    expect.stringMatching(/^nao: computing on the CPU: .{1,60}$/),
  ]);
});

/** Lists the lines about the device in both outputs. */
function linesAboutDevice({ out, err }: { out: string; err: string }): string[] {
  return `${out}${err}`
    .split('\n')
    .filter((line) => !line.startsWith('memory: ') && /\b(CPU|GPU|libcuda)\b/.test(line));
}

function recordedDevice(run: string): string {
  return readSearchRun(path.join(folder(), run)).record.device;
}

function hasDriver(): boolean {
  return !(findGpuProblem()?.reason ?? '').includes('libcuda.so.1');
}
