import path from 'node:path';
import { parse } from 'yaml';
import type { LogTable } from '../report/read-csv';
import type { RunFilesReader } from '../report/run-files';
import { GrowingCsv } from './growing-csv';

/** Creates a reader of a run folder that reads only what has been added since its last call. */
export function createGrowingReader(folder: string): RunFilesReader {
  const tables = new Map<string, GrowingCsv>();
  let settings: { text: string; parsed: unknown } | undefined;
  return {
    readTable(file, isWhole): Promise<LogTable> {
      const table = tables.get(file) ?? new GrowingCsv(path.join(folder, file), isWhole);
      tables.set(file, table);
      return table.read();
    },
    parseSettings(text): unknown {
      if (settings?.text !== text) settings = { text, parsed: parse(text) };
      return settings.parsed;
    },
  };
}
