import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { compiledProgram, nao, timelessLogs, useOwnCache, whenSetUp } from '../support/cli/command';
import { encodePng, fixturePixels, imageFixtureDefaults } from '../support/data/image-files';
import { temporaryFolder } from '../support/temp-folder';

/* Case C08: SIGKILL while images are decoded for the first time. */

const folder = temporaryFolder();
useOwnCache(folder);

/** Enough bytes to tell their reading from that of the program's own files. */
const SIZE = 128;
const TRAIN = 500;
const TEST = 5;
const small = ['--dataset', 'images', '--data-dir', 'images', '--set', 'data.resizePixels=16'];
const search = (out: string) => ['search', '--preset', 'tiny', ...small, '--seed', '7', '--out', out];

whenSetUp('a search killed while it decodes its images is as good as one that was never begun', async () => {
  const bytes = await writeImages();
  expect(nao(folder(), ...search('clean')).code).toBe(0);
  const clean = decoded();
  fs.rmSync(path.join(folder(), 'cache', 'datasets'), { recursive: true });

  // All images are read once for their digest, and again one by one to be decoded.
  await killedAfterReading(1.5 * bytes, search('killed'));
  expect(decoded()).toEqual({});
  expect(fs.existsSync(path.join(folder(), 'killed'))).toBe(false);

  expect(nao(folder(), ...search('killed')).code).toBe(0);
  expect(decoded()).toEqual(clean);
  expect(timelessLogs(path.join(folder(), 'killed'))).toEqual(timelessLogs(path.join(folder(), 'clean')));
});

/** Two images a class, under many names. @returns bytes that all files have together */
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

/** Runs `nao` until the process has read so many bytes, then kills it without warning. */
async function killedAfterReading(bytes: number, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [compiledProgram(), ...args], {
    cwd: folder(),
    stdio: 'ignore',
    env: process.env,
  });
  const closed = once(child, 'close');
  const look = setInterval(() => {
    if (bytesRead(child.pid) >= bytes) child.kill('SIGKILL');
  }, 2);
  expect(await closed).toEqual([null, 'SIGKILL']);
  clearInterval(look);
}

function bytesRead(pid: number | undefined): number {
  try {
    return Number(/^rchar: (\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // not begun, or over
  }
}

/** Whole files of decoded images in the cache, by name. */
function decoded(): Record<string, string> {
  const cache = path.join(folder(), 'cache', 'datasets');
  const files = fs.existsSync(cache) ? fs.readdirSync(cache) : [];
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.images'))
      .map((file) => [file, fs.readFileSync(path.join(cache, file)).toString('base64')]),
  );
}
