import type { Argument, Command, Option } from 'commander';

/** A word that may follow, with its meaning. */
export interface Candidate {
  readonly name: string;
  readonly description: string;
}

/** What may follow a command line. */
export interface Candidates {
  /** Words from which the last one may be completed. */
  readonly words: readonly Candidate[];
  /** True if names of files may follow, which the shell lists. */
  readonly files: boolean;
}

/** Returns the known values of an option or argument; empty if the value is a file or free. */
export type ValueLister = (command: string, part: Option | Argument) => Promise<readonly string[]>;

/**
 * Lists what may be written at the end of a command line.
 *
 * @param given words after `nao` that are complete
 * @param current beginning of the word to complete, possibly empty
 */
export async function listCandidates(
  program: Command,
  given: readonly string[],
  current: string,
  listValues: ValueLister,
): Promise<Candidates> {
  const start = given.findIndex((word) => !word.startsWith('-'));
  if (start < 0) return listBeforeCommand(program, current);
  const command = program.commands.find((each) => each.name() === given[start]);
  if (command === undefined) return { words: [], files: false };
  const visible = command.createHelp().visibleOptions(command);
  const words = given.slice(start + 1);
  const equals = current.startsWith('--') ? current.indexOf('=') : -1;
  const asked =
    equals > 0
      ? findValueOption(visible, current.slice(0, equals))
      : findValueOption(visible, words.at(-1) ?? '');
  if (asked !== undefined) return listPartValues(command, asked, listValues);
  if (current.startsWith('-')) return { words: visible.flatMap(describeOption), files: false };
  const argument = findArgument(command, visible, words);
  if (argument === undefined) return { words: [], files: false };
  return listPartValues(command, argument, listValues);
}

function listBeforeCommand(program: Command, current: string): Candidates {
  const help = program.createHelp();
  const words = current.startsWith('-')
    ? help.visibleOptions(program).flatMap(describeOption)
    : help.visibleCommands(program).map((command) => ({
        name: command.name(),
        description: command.description(),
      }));
  return { words, files: false };
}

function describeOption({ long, description }: Option): Candidate[] {
  return long === undefined || long === null ? [] : [{ name: long, description }];
}

async function listPartValues(
  command: Command,
  part: Option | Argument,
  listValues: ValueLister,
): Promise<Candidates> {
  const values = part.argChoices ?? (await listValues(command.name(), part));
  return { words: values.map((name) => ({ name, description: '' })), files: isPath(part) };
}

/** Names by which options and arguments say that they are paths. */
const PATH_NAMES = ['dir', 'dirs', 'file', 'path', 'folder', 'run', 'what'];

function isPath(part: Option | Argument): boolean {
  const name = 'flags' in part ? /[<[]([\w-]+)/.exec(part.flags)?.[1] : part.name();
  return PATH_NAMES.includes(name ?? '');
}

/** Finds the option of a name, if it takes a value. */
function findValueOption(options: readonly Option[], name: string): Option | undefined {
  return options.find((option) => option.long === name && (option.required || option.optional));
}

/** Finds the argument that a word after the given ones would be. */
function findArgument(
  { registeredArguments }: Command,
  options: readonly Option[],
  words: readonly string[],
): Argument | undefined {
  const values = words.filter(
    (word, i) => !word.startsWith('-') && findValueOption(options, words[i - 1] ?? '') === undefined,
  );
  const last = registeredArguments.at(-1);
  return registeredArguments[values.length] ?? (last?.variadic ? last : undefined);
}
