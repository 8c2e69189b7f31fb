import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import type { LoadCallbacks } from '../load-callbacks';
import { TEXT_PARTS, type TextPart } from './dataset';
import { readLayout, readTextFile, type TextLayout } from './layout';
import { assertText, findLineStarts, iterateLines, type Line } from './lines';

/** The lines of each part, but for missing parts. They are parsed lazily and can be iterated once. */
export type PartLines = Readonly<Partial<Record<TextPart, Iterable<Line>>>>;

/**
 * Reads the lines of a layout's files. A missing test part is a warning.
 *
 * @param needed the only part that must be there; undefined: all
 * @throws EnvironmentError naming a missing file
 * @throws InputError naming an empty file or one that is not UTF-8
 */
export async function readLayoutLines(
  layout: TextLayout,
  path: string,
  kind: 'folder' | 'archive',
  advice: string,
  callbacks: LoadCallbacks,
  needed?: TextPart,
): Promise<PartLines> {
  const files = await readLayout(layout, path, kind, advice, needed);
  const lines: Partial<Record<TextPart, Iterable<Line>>> = {};
  for (const part of TEXT_PARTS) {
    const file = files[part];
    if (file) {
      assertText(file.where, file.bytes);
      lines[part] = iterateLines(file.bytes);
    } else if (needed === undefined) {
      callbacks.onNotice?.(`${path} has no ${layout.files[part]}: there is no test part`);
    }
  }
  return lines;
}

/**
 * Reads the lines of a single file and splits them, with a notice: the first 90 percent are the training part, the next 5
 * the validation part and the last 5 the test part.
 *
 * @throws InputError naming the file if it is empty, not UTF-8, or has too few lines
 */
export async function readSingleFileLines(
  path: string,
  callbacks: LoadCallbacks,
): Promise<Required<PartLines>> {
  const { where, bytes } = await readTextFile(path);
  assertText(where, bytes);
  const starts = findLineStarts(bytes);
  const boundaries = computeSplitBoundaries(starts.length);
  const partBytes = {
    train: bytes.subarray(0, starts[boundaries.valid]),
    valid: bytes.subarray(starts[boundaries.valid], starts[boundaries.test]),
    test: bytes.subarray(starts[boundaries.test]),
  };
  for (const part of TEXT_PARTS) {
    const hasWords = Array.from(iterateLines(partBytes[part])).some((line) => line.length > 0);
    if (!hasWords) {
      throw new InputError(
        `${where} has ${pluralize(starts.length, 'line')}, which leave ${part} without words after a 90/5/5 percent split: ` +
          `give a longer text, or a folder of train.txt, valid.txt and test.txt`,
      );
    }
  }
  callbacks.onNotice?.(
    `${where} is a single file: of its ${starts.length} lines the first ${boundaries.valid} are the training part, the next ` +
      `${boundaries.test - boundaries.valid} the validation part and the last ${starts.length - boundaries.test} the test part`,
  );
  return {
    train: iterateLines(partBytes.train),
    valid: iterateLines(partBytes.valid),
    test: iterateLines(partBytes.test),
  };
}

/** Percentages of training and validation lines. The rest is the test part. */
const TRAIN_PERCENT = 90;
const VALID_PERCENT = 5;

/** Returns the first line of the validation and of the test part of a single text: 90, 5 and 5 percent, in order. */
export function computeSplitBoundaries(lines: number): { readonly valid: number; readonly test: number } {
  return {
    valid: Math.floor((lines * TRAIN_PERCENT) / 100),
    test: Math.floor((lines * (TRAIN_PERCENT + VALID_PERCENT)) / 100),
  };
}
