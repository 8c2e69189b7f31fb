import fs from 'node:fs';
import path from 'node:path';
import { findGpuUnavailableReason } from '../../src/native/device';
import { readSearchRun } from '../../src/run/folder';
import { nao, useOwnCache, whenSetUp } from '../support/cli/command';
import { writeImageFixture } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

/* Case C37: a device that is not there is refused or told, never replaced in silence. */

const folder = temporaryFolder();

const tiny = ['search', '--preset', 'tiny', '--dataset', 'images', '--data-dir', 'images'];

useOwnCache(folder);
beforeEach(async () => {
  await writeImageFixture(path.join(folder(), 'images'));
});

/** `whenSetUp` where no GPU is usable; skipped, saying so, where one is. */
function withoutGpu(name: string, run: () => void): void {
  let missing: string | undefined = 'the native library';
  try {
    missing = findGpuUnavailableReason();
  } catch {
    // Not set up: whenSetUp says so.
  }
  if (missing !== undefined) {
    whenSetUp(name, run);
    return;
  }
  process.stderr.write(`not tested, since a GPU is usable here: ${name}\n`);
  test.skip(name, run);
}

withoutGpu('a GPU that is asked for is refused by the name of what is missing, without a run folder', () => {
  const { code, err } = nao(folder(), ...tiny, '--device', 'gpu', '--out', 'run');
  expect(err).toMatch(
    /^nao: the GPU is not usable because .*(libcuda\.so\.1|lib\w+\.so|set up for the CPU).*: fix this or use the device cpu\n$/,
  );
  expect(code).toBe(3);
  if (!hasDriver()) expect(err).toContain('libcuda.so.1');
  expect(fs.existsSync(path.join(folder(), 'run'))).toBe(false);
});

withoutGpu(
  'the automatic choice of the CPU is told once and recorded; one that was asked for is no news',
  () => {
    const automatic = nao(folder(), ...tiny, '--out', 'automatic');
    expect(automatic.code).toBe(0);
    expect(told(automatic)).toEqual([expect.stringMatching(/^computing on the CPU: ./)]);
    expect(recordedDevice('automatic')).toBe('cpu');

    const chosen = nao(folder(), ...tiny, '--device', 'cpu', '--out', 'chosen');
    expect(chosen.code).toBe(0);
    expect(told(chosen)).toEqual([]);
    expect(recordedDevice('chosen')).toBe('cpu');
  },
);

withoutGpu(
  'a benchmark tells on which device it was measured, and once why no GPU, beside its figures',
  () => {
    const { code, out, err } = nao(folder(), 'bench', 'controller', '--epochs', '1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ device: 'cpu' });
    expect(err.split('\n').filter((line) => /GPU|libcuda/.test(line))).toEqual([
      expect.stringMatching(/^nao: computing on the CPU: ./),
    ]);
  },
);

/** All lines about the device, wherever they were written. */
function told({ out, err }: { out: string; err: string }): string[] {
  return `${out}${err}`.split('\n').filter((line) => /\b(CPU|GPU|libcuda)\b/.test(line));
}

function recordedDevice(run: string): string {
  return readSearchRun(path.join(folder(), run)).record.device;
}

function hasDriver(): boolean {
  return !(findGpuUnavailableReason() ?? '').includes('libcuda.so.1');
}
