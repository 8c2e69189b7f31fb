import fs from 'node:fs';
import path from 'node:path';
import { FailedError, InputError } from '../../errors';
import { replaceFile } from '../../files/durable';
import { findFile } from '../../files/find';
import { makeOutputFolder } from '../../files/output-folder';
import type { Protocol } from '../../run/protocol';
import { openGuarded, type ResultStore } from '../sweep';
import { type ComparisonTask, formatTraceCsv, parseTrace, type Trace } from './trace';

const PROTOCOL = 'protocol.json';
const SEARCHES = 'searches';
const LOCK = 'lock';

/**
 * Folder of a comparison, locked until `close`. Each finished search is a file of its own, written
 * atomically.
 */
export class ComparisonFolder implements ResultStore<ComparisonTask, Trace> {
  private constructor(
    readonly path: string,
    private readonly release: () => void,
  ) {}

  /**
   * Opens the folder of a new or resumed comparison.
   *
   * @throws InputError if it holds other files or a comparison with another protocol, or another process has
   *   locked it
   * @throws EnvironmentError if it cannot be created
   */
  static open(folder: string, protocol: Protocol): ComparisonFolder {
    assertComparisonFolder(folder);
    makeOutputFolder(path.join(folder, SEARCHES));
    const guards = {
      lockFile: path.join(folder, LOCK),
      protocolFile: path.join(folder, PROTOCOL),
      protocol,
    };
    return openGuarded(guards, (release) => new ComparisonFolder(folder, release));
  }

  /** @throws FailedError if the result is damaged */
  has(task: ComparisonTask): boolean {
    const exists = fs.existsSync(this.getSearchFile(task));
    if (exists) this.read(task);
    return exists;
  }

  add(task: ComparisonTask, trace: Trace): void {
    replaceFile(this.getSearchFile(task), formatTraceCsv(trace));
  }

  /** @throws FailedError if the result is damaged */
  read(task: ComparisonTask): Trace {
    const file = this.getSearchFile(task);
    const trace = parseTrace(fs.readFileSync(file, 'utf8'));
    if (trace !== undefined) return trace;
    throw new FailedError(
      `${file} is damaged: delete it and run the same command again, which repeats its search`,
    );
  }

  /** Writes a file of the comparison's results. @returns its path */
  writeFile(name: string, text: string): string {
    const file = path.join(this.path, name);
    replaceFile(file, text);
    return file;
  }

  close(): void {
    this.release();
  }

  private getSearchFile({ searcher, seed }: ComparisonTask): string {
    return path.join(this.path, SEARCHES, `${searcher}-${seed}.csv`);
  }
}

/** @throws InputError unless the folder is missing, empty or a comparison's */
function assertComparisonFolder(folder: string): void {
  const found = findFile(folder);
  if (found === undefined) return;
  if (!found.isDirectory())
    throw new InputError(`${folder} is a file: give a new or empty folder with --out`);
  const entries = fs.readdirSync(folder);
  // A comparison killed at its start has left these files and no protocol.
  const isStarting = entries.every(
    (entry) => entry === SEARCHES || entry.startsWith(LOCK) || entry.startsWith(PROTOCOL),
  );
  if (!entries.includes(PROTOCOL) && !isStarting) {
    throw new InputError(
      `${folder} is not empty and not a comparison: give a new or empty folder with --out`,
    );
  }
}
