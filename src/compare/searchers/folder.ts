import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError, InputError } from '../../errors';
import { replaceFile } from '../../files/durable';
import { acquireLock } from '../../run/lock';
import { ensureProtocol, type Protocol } from '../../run/protocol';
import type { SearcherName } from './factories';
import { formatTraceCsv, parseTrace, type Trace } from './trace';

const PROTOCOL = 'protocol.json';
const SEARCHES = 'searches';
const LOCK = 'lock';

/**
 * A comparison's folder, held by this process until `close`: each search that is finished is a file of its own, whole or not
 * there, so a comparison that was stopped goes on with what is missing.
 */
export class ComparisonFolder {
  private constructor(
    readonly path: string,
    private readonly release: () => void,
  ) {}

  /**
   * Opens the folder, new or of the same comparison.
   *
   * @throws InputError if it holds something else, or a comparison with another protocol, or a process is at work in it
   * @throws EnvironmentError if it cannot be made
   */
  static open(folder: string, protocol: Protocol): ComparisonFolder {
    assertComparisonFolder(folder);
    try {
      fs.mkdirSync(path.join(folder, SEARCHES), { recursive: true });
    } catch (error) {
      throw new EnvironmentError(
        `the folder ${folder} cannot be made (${(error as Error).message}): give another with --out`,
      );
    }
    const release = acquireLock(path.join(folder, LOCK));
    try {
      ensureProtocol(path.join(folder, PROTOCOL), protocol);
      return new ComparisonFolder(folder, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  has(searcher: SearcherName, seed: number): boolean {
    return fs.existsSync(this.searchFile(searcher, seed));
  }

  write(searcher: SearcherName, seed: number, trace: Trace): void {
    replaceFile(this.searchFile(searcher, seed), formatTraceCsv(trace));
  }

  read(searcher: SearcherName, seed: number): Trace {
    return parseTrace(fs.readFileSync(this.searchFile(searcher, seed), 'utf8'));
  }

  /** Puts a file of results into the folder. @returns its path */
  writeFile(name: string, text: string): string {
    const file = path.join(this.path, name);
    replaceFile(file, text);
    return file;
  }

  /** Lets others at the folder. */
  close(): void {
    this.release();
  }

  private searchFile(searcher: SearcherName, seed: number): string {
    return path.join(this.path, SEARCHES, `${searcher}-${seed}.csv`);
  }
}

/** A folder with anything in it must be a comparison's. */
function assertComparisonFolder(folder: string): void {
  const found = fs.statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory())
    throw new InputError(`${folder} is a file: give a new or empty folder with --out`);
  const entries = fs.readdirSync(folder);
  // A comparison that was killed while it began has these and no protocol.
  const isBeginning = entries.every(
    (entry) => entry === SEARCHES || entry.startsWith(LOCK) || entry.startsWith(PROTOCOL),
  );
  if (!entries.includes(PROTOCOL) && !isBeginning) {
    throw new InputError(
      `${folder} is not empty and holds no comparison: give a new or empty folder with --out`,
    );
  }
}
