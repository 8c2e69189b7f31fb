import { Command, Option } from 'commander';
import { createUnknownNameError } from '../errors';
import { readNaoVersion } from '../run/version';
import { checkGivenValues } from './arguments/given-values';
import { addBenchCommand } from './commands/bench';
import { addCalibrateCommand } from './commands/calibrate';
import { addCompareCommand } from './commands/compare';
import { addComparePredictorsCommand } from './commands/compare-predictors';
import { addCompletionCommand } from './commands/completion';
import { addDataCommand } from './commands/data';
import { addDoctorCommand } from './commands/doctor';
import { addDrawCommand } from './commands/draw';
import { addEvaluateCommand } from './commands/evaluate';
import { addExportCommand } from './commands/export';
import { addLearningCurveCommand } from './commands/learning-curve';
import { addLsCommand } from './commands/ls';
import { addReportCommand } from './commands/report';
import { addResumeCommand } from './commands/resume';
import { addSearchCommand } from './commands/search';
import { addSetupCommand } from './commands/setup';
import { addShowCommand } from './commands/show';
import { addTrainCommand } from './commands/train';
import { addWatchCommand } from './commands/watch';
import { addWorkerCommand } from './commands/worker';
import { EXAMPLES } from './help/examples';
import { JSON_FIELDS } from './help/json-fields';
import { EXIT_CODES } from './output/exit-codes';
import { formatMessage } from './output/message';

/** Commands in the order of the help, by heading. */
const COMMAND_GROUPS: readonly [heading: string, ...adders: ((program: Command) => void)[]][] = [
  ['Search and train:', addSearchCommand, addResumeCommand, addTrainCommand, addWorkerCommand],
  ['Look at runs:', addLsCommand, addShowCommand, addWatchCommand, addReportCommand, addDrawCommand],
  ['Use trained networks:', addEvaluateCommand, addExportCommand],
  [
    'Check and compare:',
    addCalibrateCommand,
    addLearningCurveCommand,
    addCompareCommand,
    addComparePredictorsCommand,
    addBenchCommand,
  ],
  ['Set up:', addDataCommand, addDoctorCommand, addSetupCommand, addCompletionCommand],
];

/**
 * Creates the command line of `nao`. Actions reject with the error that they fail with.
 *
 * A file in commands/ defines one command and imports its action when the command runs, so that `nao --help` loads
 * commander alone.
 */
export function createProgram(): Command {
  const program = new Command('nao')
    .description(
      'Neural architecture search for cells: Neural Architecture Optimization with shared weights.',
    )
    .version(readNaoVersion())
    .exitOverride()
    .showHelpAfterError('(run `nao --help` for usage)')
    .enablePositionalOptions()
    .configureHelp({ minWidthToWrap: 10 })
    .configureOutput({
      getOutHelpWidth: () => getWidth(process.stdout),
      getErrHelpWidth: () => getWidth(process.stderr),
      outputError: (text, write) => write(`${text.trimEnd().split('\n').map(formatMessage).join('\n')}\n`),
    })
    .hook('preAction', (_, command) => checkGivenValues(command))
    .addHelpText('after', `\nExit codes:\n${formatExitCodes()}`);
  addOutputOptions(program);
  for (const [heading, ...adders] of COMMAND_GROUPS) {
    program.commandsGroup(heading);
    for (const addCommand of adders) addCommand(program);
  }
  replaceHelpCommand(program);
  for (const command of program.createHelp().visibleCommands(program)) completeCommand(command);
  return program;
}

/** Returns the columns of a terminal, or elsewhere those of the environment variable that other programs read too. */
function getWidth({ isTTY, columns }: NodeJS.WriteStream): number {
  const width = isTTY ? columns : Number(process.env.COLUMNS);
  return width > 0 ? width : 80;
}

/** Adds to a command what all have: options of the output, and examples. */
function completeCommand(command: Command): void {
  const name = command.name();
  if (Object.hasOwn(JSON_FIELDS, name)) {
    const json = new Option('--json', 'print the result as one JSON object on standard output');
    command.addOption(json.helpGroup(OUTPUT_OPTIONS));
  }
  addOutputOptions(command);
  command.showHelpAfterError(`(run \`nao ${name} --help\` for usage)`);
  const examples = EXAMPLES[name].map((example) => `\n  ${example}`).join('');
  command.addHelpText('after', `\nExamples:${examples}`);
}

const OUTPUT_OPTIONS = 'Output options:';

function addOutputOptions(command: Command): void {
  command
    .addOption(
      new Option('--quiet', 'print results and warnings alone, no progress').helpGroup(OUTPUT_OPTIONS),
    )
    .addOption(
      new Option('--verbose', 'print details too: data, environment, seconds of phases').helpGroup(
        OUTPUT_OPTIONS,
      ),
    );
}

/** Replaces commander's command `help`, which shows the help of all commands for a name that it does not know. */
function replaceHelpCommand(program: Command): void {
  program.helpCommand(false);
  program
    .command('help', { hidden: true })
    .description('Show the help of a command.')
    .argument('[command]', 'command; without it, all are listed')
    .action((name?: string) => {
      const commands = program.createHelp().visibleCommands(program);
      const command = name === undefined ? program : commands.find((each) => each.name() === name);
      if (command !== undefined) command.help();
      const names = commands.map((each) => each.name());
      throw createUnknownNameError('command', name ?? '', names);
    });
}

function formatExitCodes(): string {
  return EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`).join('\n');
}
