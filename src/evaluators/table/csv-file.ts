import { type Options, parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../errors';
import { findCompressedFormat } from '../../files/compressed';
import { createReadError } from '../../files/read-error';
import { decodeText } from '../../files/text';
import { parseCsvNumber } from '../../run/csv';

/** A row of a CSV file. */
export interface CsvLine {
  /** Cells by column. */
  readonly record: Readonly<Record<string, string>>;
  /** Number of the line, for messages. */
  readonly line: number;
}

/** A CSV file with a header, gzipped or not. */
export interface CsvFile {
  readonly columns: readonly string[];
  /** Reads the rows. @throws InputError if a row has more or fewer cells than the header */
  readLines(): CsvLine[];
  /**
   * Parses the numbers of a column. Those of a file with semicolons or tabs may have a decimal comma.
   *
   * @throws InputError naming the line of a cell that is not a number
   */
  parseNumbers(lines: readonly CsvLine[], column: string): number[];
}

/** Characters between the cells. Spreadsheets write semicolons where the comma is the decimal mark. */
const DELIMITERS = [',', ';', '\t'];

/**
 * Opens a CSV file. White space around cells is ignored.
 *
 * @param wanted columns that tell which delimiter the file has
 * @throws InputError if the file cannot be read, is not a text, or has a malformed header
 * @throws EnvironmentError if reading fails through no fault of the path
 */
export function openCsv(file: string, wanted: readonly string[]): CsvFile {
  const text = readCsvText(file);
  // Spreadsheets tell each other the delimiter in a first line.
  const named = /^"?sep=(.)"?\r?\n/i.exec(text)?.[1];
  const layouts = (named === undefined ? DELIMITERS : [named]).map((delimiter) => {
    const options = { ...READ_OPTIONS, delimiter, from_line: named === undefined ? 1 : 2 };
    return { delimiter, options, ...readHeader(text, options) };
  });
  const { delimiter, options, columns, error } =
    layouts.find((layout) => wanted.every((column) => layout.columns.includes(column))) ??
    layouts.reduce((best, layout) => (layout.columns.length > best.columns.length ? layout : best));
  if (error !== undefined) throw createCsvError(file, error);
  if (columns.length === 0) throw createNoRowsError(file);
  return {
    columns,
    readLines() {
      try {
        return parse<{ record: CsvLine['record']; info: { lines: number } }>(text, {
          ...options,
          info: true,
          columns: [...columns],
          from: 2,
        }).map(({ record, info }) => ({ record, line: info.lines }));
      } catch (error) {
        throw createCsvError(file, error);
      }
    },
    parseNumbers(lines, column) {
      const hasComma = hasDecimalComma(
        lines.map(({ record }) => record[column]),
        delimiter,
      );
      return lines.map(({ record, line }) => {
        const cell = record[column];
        const number = parseCsvNumber(hasComma ? cell.replace(',', '.') : cell);
        if (number !== undefined) return number;
        throw new InputError(
          `${file}, line ${line}: '${cell}' in column '${column}' is not a number such as 91.5: ` +
            `correct the row, remove it, or write nan`,
        );
      });
    },
  };
}

const READ_OPTIONS = {
  bom: true,
  skip_empty_lines: true,
  trim: true,
  record_delimiter: ['\r\n', '\n', '\r'],
} satisfies Options;

function readHeader(
  text: string,
  options: typeof READ_OPTIONS & { delimiter: string; from_line: number },
): { columns: readonly string[]; error?: unknown } {
  try {
    const [columns = []] = parse(text, { ...options, to: 1 });
    return { columns };
  } catch (error) {
    return { columns: [], error };
  }
}

/** A number with a comma: `91,5`, or the thousands of `91,500`. */
const COMMA_NUMBER = /^[+-]?\d+,\d+(e[+-]?\d+)?$/i;
const MAY_BE_THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** Returns true if the comma in a column's numbers is a decimal mark. */
function hasDecimalComma(cells: readonly string[], delimiter: string): boolean {
  if (delimiter === ',' || cells.some((cell) => cell.includes('.'))) return false;
  const numbers = cells.filter((cell) => COMMA_NUMBER.test(cell));
  return delimiter === ';' ? numbers.length > 0 : numbers.some((cell) => !MAY_BE_THOUSANDS.test(cell));
}

/** Creates the error for a table without rows. */
export function createNoRowsError(file: string): InputError {
  return new InputError(`${file} has no rows: give a table of architectures and scores`);
}

function createCsvError(file: string, error: unknown): InputError {
  return new InputError(`${file} is not a CSV: ${(error as Error).message}`, { cause: error });
}

function readCsvText(file: string): string {
  const bytes = readBytes(file);
  const format = findCompressedFormat(bytes);
  if (format === 'zip') {
    throw new InputError(`${file} is a zip or a spreadsheet inside: save the table as CSV`);
  }
  return decodeText(format === 'gzip' ? gunzip(file, bytes) : bytes, file);
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw createReadError(
      `the table of scores ${file}`,
      error,
      'give a readable CSV file with --table or table.file',
    );
  }
}

function gunzip(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(`${file} is a damaged gzip file (${(error as Error).message}): download it again`, {
      cause: error,
    });
  }
}
