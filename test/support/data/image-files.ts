import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import sharp from 'sharp';
import tar from 'tar-stream';
import { createRandomStream } from '../../../src/random';

export interface ImageFixture {
  seed: number;
  /** Side in pixels. */
  size: number;
  perClassTrain: number;
  perClassTest: number;
  classes: readonly string[];
  /** True to pack the images into `<dir>.tar`. */
  asTar: boolean;
}

export const imageFixtureDefaults: ImageFixture = {
  seed: 7,
  size: 16,
  perClassTrain: 40,
  perClassTest: 10,
  classes: ['ant', 'bee', 'cat'],
  asTar: false,
};

/**
 * Writes RGB images `train|test/{ant,bee,cat}/NN.png`. Each class has its own color, with noise.
 *
 * @returns the folder, or the archive with `asTar`
 */
export async function writeImageFixture(dir: string, options: Partial<ImageFixture> = {}): Promise<string> {
  const fixture = { ...imageFixtureDefaults, ...options };
  for (const [part, images] of [
    ['train', fixture.perClassTrain],
    ['test', fixture.perClassTest],
  ] as const) {
    for (const [label, name] of fixture.classes.entries()) {
      await mkdir(join(dir, part, name), { recursive: true });
      for (let i = 0; i < images; i++) {
        const png = await encodePng(fixturePixels(fixture, part, label, i), fixture.size);
        await writeFile(join(dir, part, name, `${String(i).padStart(2, '0')}.png`), png);
      }
    }
  }
  return fixture.asTar ? packFolder(dir, `${dir}.tar`) : dir;
}

/** Returns the pixels of one image, [size, size, 3]. */
export function fixturePixels(
  { seed, size, classes }: Pick<ImageFixture, 'seed' | 'size' | 'classes'>,
  part: 'train' | 'test',
  label: number,
  image: number,
): Uint8Array {
  const random = createRandomStream(seed, 'image-fixture', part, label, image);
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const angle = 2 * Math.PI * (label / classes.length + (i % 3) / 3);
    return Math.round(128 + 80 * Math.cos(angle) + 60 * (random() - 0.5));
  });
}

export function encodePng(rgb: Uint8Array, size: number): Promise<Buffer> {
  return sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** Packs a folder into a .tar or .tar.gz file, sorted by name. */
export async function packFolder(folder: string, file: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.map((entry) => ({
    path: join(entry.parentPath, entry.name).slice(folder.length + 1),
    folder: entry.isDirectory(),
  }));
  paths.sort((a, b) => (a.path < b.path ? -1 : 1));
  return writeTar(
    file,
    await Promise.all(
      paths.map(async (entry) => ({
        path: entry.path,
        bytes: entry.folder ? undefined : await readFile(join(folder, entry.path)),
      })),
    ),
  );
}

/** Writes an archive of files and folders. An entry without bytes is a folder. */
export async function writeTar(
  file: string,
  entries: readonly { path: string; bytes: Uint8Array | undefined }[],
): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const pack = tar.pack();
  for (const { path, bytes } of entries) {
    if (bytes) pack.entry({ name: path, mtime: new Date(0) }, Buffer.from(bytes));
    else pack.entry({ name: path, type: 'directory', mtime: new Date(0) });
  }
  pack.finalize();
  if (file.endsWith('gz')) await pipeline(pack, createGzip(), createWriteStream(file));
  else await pipeline(pack, createWriteStream(file));
  return file;
}
