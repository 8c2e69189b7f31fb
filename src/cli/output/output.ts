import type { Command } from 'commander';
import { InputError } from '../../errors';
import type { Facts } from '../../run/hooks';
import { escapeForJson, escapeLines, formatMessage } from './message';

/** How much a command writes to standard error: warnings alone, progress too, or details too. */
export type Verbosity = 'quiet' | 'normal' | 'verbose';

/** What a command writes. Its result goes to standard output, everything else to standard error. */
export interface Output {
  readonly verbosity: Verbosity;
  /** Adds to the result, which is printed when the command ends: lines for people, or with --json named values. */
  result(lines: readonly string[], facts: Facts): void;
  /** Says what the user may do next, after the result. */
  hint(text: string): void;
  /** Prints progress, unless --quiet is given. */
  progress(text: string): void;
  /** Prints a warning. */
  notice(text: string): void;
  /** Prints a detail if --verbose is given. */
  detail(text: string): void;
}

/** Options that every command has. */
interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/**
 * Runs the action of a command and prints its result. A failed command prints what it has found so far, but no JSON.
 *
 * @throws InputError if the options of the output exclude each other; the errors of `action`
 */
export async function runWithOutput(
  command: Command,
  action: (output: Output) => void | Promise<void>,
): Promise<void> {
  const { json = false, quiet = false, verbose = false } = command.optsWithGlobals<OutputOptions>();
  if (quiet && verbose)
    throw new InputError('--quiet and --verbose exclude each other: leave one of them out');
  const lines: string[] = [];
  const hints: string[] = [];
  let facts: Facts = {};
  const output: Output = {
    verbosity: quiet ? 'quiet' : verbose ? 'verbose' : 'normal',
    result(added, named) {
      lines.push(...added);
      facts = { ...facts, ...named };
    },
    hint: (text) => hints.push(text),
    progress: (text) => quiet || printProgress(text),
    notice: printNotice,
    detail: (text) => verbose && printProgress(text),
  };
  try {
    await action(output);
  } finally {
    if (!json) lines.forEach(printLine);
  }
  // A failure in a thread has been reported by now, and has set the exit code.
  if (json && process.exitCode === undefined) process.stdout.write(`${formatJson(facts)}\n`);
  if (!quiet) hints.forEach(printProgress);
}

/** Prints a line to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${escapeLines(text)}\n`);
}

/** Prints a sentence for the user to standard error. */
function printNotice(text: string): void {
  process.stderr.write(`nao: ${formatMessage(text)}\n`);
}

function printProgress(text: string): void {
  process.stderr.write(`${escapeLines(text)}\n`);
}

/** Formats facts as one line of JSON. Missing values are null. */
function formatJson(facts: Facts): string {
  const json = JSON.stringify(facts, (_, value: unknown) => {
    if (typeof value === 'bigint') return Number(value);
    return value === undefined ? null : value;
  });
  return escapeForJson(json);
}
