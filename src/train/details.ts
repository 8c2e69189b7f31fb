import path from 'node:path';
import { replaceFile, replaceFileAsync } from '../files/durable';
import { type CsvValue, formatCsv } from '../run/csv';
import type { LogColumn } from '../run/log-columns';

/** Details of a test score, from which the report of a training is made. */
export interface TestDetails {
  readonly tables: readonly DetailTable[];
  /** Pictures of wrongly classified images. */
  readonly pictures?: PictureStrip;
}

/** A table that is written into the run folder. */
export interface DetailTable {
  /** Name of the file, such as `test-predictions.csv`. */
  readonly file: string;
  readonly columns: readonly LogColumn[];
  readonly rows: readonly (readonly CsvValue[])[];
}

/** Images of one size next to each other. */
export interface PictureStrip {
  /** Name of the file, a PNG. */
  readonly file: string;
  /** Size of each image. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** 8-bit, [height, width, channels] of each image. */
  readonly images: readonly Uint8Array[];
}

export const NO_DETAILS: TestDetails = { tables: [] };

/** Writes the details of a test score into a run folder. @throws MachineError if the disk is full or not writable */
export async function writeTestDetails(folder: string, { tables, pictures }: TestDetails): Promise<void> {
  for (const { file, columns, rows } of tables) {
    replaceFile(path.join(folder, file), formatCsv(columns, rows));
  }
  if (pictures === undefined || pictures.images.length === 0) return;
  await replaceFileAsync(path.join(folder, pictures.file), (temporary) => writePng(pictures, temporary));
}

async function writePng({ height, width, channels, images }: PictureStrip, file: string): Promise<void> {
  const rowLength = width * channels;
  const pixels = new Uint8Array(images.length * height * rowLength);
  images.forEach((image, i) => {
    for (let row = 0; row < height; row++) {
      const start = (row * images.length + i) * rowLength;
      pixels.set(image.subarray(row * rowLength, (row + 1) * rowLength), start);
    }
  });
  // Lazy import: only trainings on images need it.
  const { default: sharp } = await import('sharp');
  const raw = { width: width * images.length, height, channels: channels as 1 | 3 };
  await sharp(pixels, { raw }).png().toFile(file);
}
