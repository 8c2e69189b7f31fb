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
  /** Packs the images into `<dir>.tar` as well. */
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
 * Writes RGB images `train|test/{ant,bee,cat}/NN.png`, whose color tells the class but for noise.
 *
 * @returns the folder, or the archive if one was asked for
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

/** The pixels of one image, [size, size, 3]: what a loader must find. */
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

/** Packs a folder (names sorted) into a .tar or .tar.gz file. */
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

/** Writes an archive of the given files, and folders where there are no bytes. */
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
