import { getCompletionScript, log, logFiles } from '@pnpm/tabtab';
import type { Argument, Command, Option } from 'commander';
import { listCandidates } from '../help/candidates';
import { type Output, printLine } from '../output/output';

/** Shell that completes words. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** Runs `nao completion`: prints the script of a shell. */
export async function runCompletionCommand(shell: Shell, output: Output): Promise<void> {
  const script = await getCompletionScript({ name: 'nao', completer: 'nao', shell });
  output.result([script.trimEnd()], {});
}

/** Prints what may follow a command line, for the script of the shell that environment variable SHELL names. */
export async function runCompletionServer(program: Command, words: readonly string[]): Promise<void> {
  const shell = (process.env.SHELL ?? 'bash') as Shell;
  const { given, current } = splitLine(shell, words);
  const { words: candidates, files } = await listCandidates(program, given, current, listValues);
  const equals = current.startsWith('--') ? current.indexOf('=') + 1 : 0;
  if (files) {
    // Bash lists files where nothing is printed.
    if (shell !== 'bash') logFiles();
  } else if (shell === 'bash') {
    // Bash replaces what follows `=`.
    const names = candidates.map(({ name }) => name);
    names.filter((name) => name.startsWith(current.slice(equals))).forEach(printLine);
  } else {
    log(
      candidates.map(({ name, description }) => ({ name: current.slice(0, equals) + name, description })),
      shell,
    );
  }
}

/** Splits the words of a line at the cursor. The first word is the program. */
function splitLine(shell: Shell, words: readonly string[]): { given: string[]; current: string } {
  const { COMP_CWORD = '', COMP_LINE = '', COMP_POINT = '' } = process.env;
  // Fish counts no empty word at the cursor.
  const isNewWord = shell === 'fish' && COMP_LINE.slice(0, Number(COMP_POINT)).endsWith(' ');
  const index = shell === 'fish' ? words.length - (isNewWord ? 0 : 1) : Number(COMP_CWORD);
  const given = words.slice(1, index);
  const current = words[index] ?? '';
  // Bash alone splits at `=`.
  if (current === '=') return { given, current: '' };
  return given.at(-1) === '=' ? { given: given.slice(0, -1), current } : { given, current };
}

/** Values that nao knows, by the name of the option or argument; of some, by command. */
async function listValues(command: string, part: Option | Argument): Promise<readonly string[]> {
  switch ('long' in part ? part.long : `${command} ${part.name()}`) {
    case '--dataset':
    case 'data name': {
      const [images, text] = await Promise.all([
        import('../../data/images/registry.js'),
        import('../../data/text/registry.js'),
      ]);
      return [...images.IMAGE_DATASET_NAMES, ...text.TEXT_DATASET_NAMES];
    }
    case '--preset':
      return command === 'train'
        ? (await import('../../config/load-train.js')).TRAIN_PRESET_NAMES
        : (await import('../../config/presets/by-name.js')).PRESET_NAMES;
    case '--set': {
      const { searchDescription } = await import('../../config/validate.js');
      return command === 'train' ? [] : searchDescription.names.map((name) => `${name}=`);
    }
    case 'bench name':
      return (await import('../help/benchmarks.js')).listBenchmarks();
    default:
      return [];
  }
}
