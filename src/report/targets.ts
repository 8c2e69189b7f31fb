import path from 'node:path';
import { InputError } from '../errors';
import { findFile } from '../files/find';
import { assertParentExists } from '../files/output-file';
import { readStart } from '../files/read-start';
import { GENERATOR } from './html/document';
import { toCsv, toLatex } from './html/table-export';
import { createSearchesTable } from './sections/comparison';

/** Files to write for a comparison: a page, and its table as CSV and as LaTeX. */
export interface ComparisonTargets {
  readonly page?: string;
  readonly csv?: string;
  readonly latex?: string;
}

/** A kind of file that `nao report` writes. */
interface TargetKind {
  readonly option: string;
  readonly noun: string;
  /** Returns true if a file of this kind starts so. */
  readonly isWritten: (start: string) => boolean;
}

/** Bytes of a file that are enough to recognize its kind. */
const START = 4096;

const KINDS: Readonly<Record<keyof ComparisonTargets, TargetKind>> = {
  page: { option: '--out', noun: 'a report', isWritten: (start) => start.includes(GENERATOR) },
  csv: { option: '--csv', noun: 'a table of runs', isWritten: startsAsCsv },
  latex: { option: '--latex', noun: 'a table of runs', isWritten: startsAsLatex },
};

/**
 * Asserts that all files of a comparison can be written, before the first of them is.
 *
 * @throws InputError if a folder does not exist, or a file exists that `nao report` has not written
 */
export async function assertReplaceable({ page, csv, latex }: ComparisonTargets): Promise<void> {
  await assertReplaceableFile(page, KINDS.page);
  await assertReplaceableFile(csv, KINDS.csv);
  await assertReplaceableFile(latex, KINDS.latex);
}

async function assertReplaceableFile(
  file: string | undefined,
  { option, noun, isWritten }: TargetKind,
): Promise<void> {
  if (file === undefined) return;
  assertParentExists(file, option);
  const existing = findFile(file);
  if (existing === undefined) return;
  if (existing.isFile() && isWritten((await readStart(file, START)).toString())) return;
  throw new InputError(`'${file}' exists and is not ${noun}: choose another file with ${option}`);
}

/** Asserts that no two of the files to write are the same. @throws InputError */
export function assertDistinct(files: readonly (string | undefined)[]): void {
  const paths = files.flatMap((file) => (file === undefined ? [] : path.resolve(file)));
  const repeated = paths.find((file, i) => paths.indexOf(file) < i);
  if (repeated === undefined) return;
  throw new InputError(
    `two files would be written to '${repeated}': give each a path of its own with --out, --csv and --latex`,
  );
}

/** Table without runs, whose heads are those of every table. */
const EMPTY_TABLE = createSearchesTable([]);

function startsAsCsv(text: string): boolean {
  return text.startsWith(toCsv(EMPTY_TABLE));
}

function startsAsLatex(text: string): boolean {
  const [start] = toLatex(EMPTY_TABLE).split('\\bottomrule');
  return removeAlignment(text).startsWith(removeAlignment(start));
}

/** Removes the alignment of the columns from a table in LaTeX: it depends on the rows. */
function removeAlignment(latex: string): string {
  return latex.replace(/^(\\begin\{tabular\})\{[lr]*\}/, '$1');
}
