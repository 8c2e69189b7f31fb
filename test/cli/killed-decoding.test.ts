import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { compiledProgram, nao, readTimelessLogs, useOwnCache, whenSetUp } from '../support/cli/command';
import { encodePng, fixturePixels, imageFixtureDefaults } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

/* SIGKILL while images are decoded for the first time. */

const folder = temporaryFolder();
useOwnCache(folder);

/** Size of the images in pixels, large enough to distinguish reading them from reading the program's own files. */
const SIZE = 128;
const TRAIN = 500;
const TEST = 5;
const small = ['--dataset', 'images', '--data-dir', 'images', '--set', 'data.resizePixels=16'];
const search = (out: string) => ['search', '--preset', 'tiny', ...small, '--seed', '7', '--out', out];

whenSetUp('a search killed while it decodes images can be started again', async () => {
  const bytes = await writeImages();
  expect(nao(folder(), ...search('clean')).code).toBe(0);
  const clean = readDecodedImages();
  fs.rmSync(path.join(folder(), 'cache', 'datasets'), { recursive: true });

  // Images are read once for their digest and once more to decode them.
  await killAfterReading(1.5 * bytes, search('killed'));
  expect(readDecodedImages()).toEqual({});
  expect(fs.existsSync(path.join(folder(), 'killed'))).toBe(false);

  expect(nao(folder(), ...search('killed')).code).toBe(0);
  expect(readDecodedImages()).toEqual(clean);
  expect(readTimelessLogs(path.join(folder(), 'killed'))).toEqual(
    readTimelessLogs(path.join(folder(), 'clean')),
  );
});

/** Writes two images per class under many names. @returns total bytes of all files */
async function writeImages(): Promise<number> {
  let bytes = 0;
  const { classes } = imageFixtureDefaults;
  for (const [label, name] of classes.entries()) {
    for (const [part, count] of [
      ['train', TRAIN],
      ['test', TEST],
    ] as const) {
      const dir = path.join(folder(), 'images', part, name);
      fs.mkdirSync(dir, { recursive: true });
      for (let i = 0; i < count; i++) {
        const file = path.join(dir, `${i}.png`);
        if (i < 2) {
          const pixels = fixturePixels({ ...imageFixtureDefaults, size: SIZE }, part, label, i);
          fs.writeFileSync(file, await encodePng(pixels, SIZE));
        } else {
          fs.linkSync(path.join(dir, `${i % 2}.png`), file);
        }
        bytes += fs.statSync(file).size;
      }
    }
  }
  return bytes;
}

/** Runs `nao` and sends it SIGKILL when the process has read `bytes` bytes. */
async function killAfterReading(bytes: number, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: 'ignore',
    env: process.env,
  });
  const closed = once(child, 'close');
  const timer = setInterval(() => {
    if (bytesRead(child.pid) >= bytes) child.kill('SIGKILL');
  }, 2);
  expect(await closed).toEqual([null, 'SIGKILL']);
  clearInterval(timer);
}

function bytesRead(pid: number | undefined): number {
  try {
    return Number(/^rchar: (\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // the process has not started or has ended
  }
}

/** Reads the files of decoded images in the cache, by name. */
function readDecodedImages(): Record<string, string> {
  const cache = path.join(folder(), 'cache', 'datasets');
  const files = fs.existsSync(cache) ? fs.readdirSync(cache) : [];
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.images'))
      .map((file) => [file, fs.readFileSync(path.join(cache, file)).toString('base64')]),
  );
}
