import { Command } from 'commander';
import { createUnknownNameError } from '../errors';
import { readNaoVersion } from '../run/version';
import { addBenchCommand } from './commands/bench';
import { addCalibrateCommand } from './commands/calibrate';
import { addCompareCommand } from './commands/compare';
import { addComparePredictorsCommand } from './commands/compare-predictors';
import { addDataCommand } from './commands/data';
import { addDoctorCommand } from './commands/doctor';
import { addDrawCommand } from './commands/draw';
import { addEvaluateCommand } from './commands/evaluate';
import { addExportCommand } from './commands/export';
import { addLearningCurveCommand } from './commands/learning-curve';
import { addReportCommand } from './commands/report';
import { addResumeCommand } from './commands/resume';
import { addSearchCommand } from './commands/search';
import { addSetupCommand } from './commands/setup';
import { addTrainCommand } from './commands/train';
import { addWatchCommand } from './commands/watch';
import { addWorkerCommand } from './commands/worker';
import { EXIT_CODES } from './exit-codes';
import { checkGivenValues } from './given-values';
import { formatMessage } from './message';

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
    .configureOutput({
      outputError: (text, write) => write(`${text.trimEnd().split('\n').map(formatMessage).join('\n')}\n`),
    })
    .hook('preAction', (_, command) => checkGivenValues(command))
    .addHelpText('after', `\nExit codes:\n${formatExitCodes()}`);
  addSearchCommand(program);
  addResumeCommand(program);
  addTrainCommand(program);
  addEvaluateCommand(program);
  addExportCommand(program);
  addWorkerCommand(program);
  addDrawCommand(program);
  addWatchCommand(program);
  addReportCommand(program);
  addLearningCurveCommand(program);
  addCalibrateCommand(program);
  addDataCommand(program);
  addDoctorCommand(program);
  addSetupCommand(program);
  addCompareCommand(program);
  addComparePredictorsCommand(program);
  addBenchCommand(program);
  replaceHelpCommand(program);
  return program;
}

/** Replaces commander's command `help`, which shows the help of all commands for a name that it does not know. */
function replaceHelpCommand(program: Command): void {
  program.helpCommand(false);
  program
    .command('help', { hidden: true })
    .description('Show the help of a command.')
    .argument('[command]', 'command; without it, all are listed')
    .action((name?: string) => {
      const { commands } = program;
      const command = name === undefined ? program : commands.find((each) => each.name() === name);
      if (command !== undefined) command.help();
      const names = commands.map((each) => each.name()).filter((each) => each !== 'help');
      throw createUnknownNameError('command', name ?? '', names);
    });
}

function formatExitCodes(): string {
  return EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`).join('\n');
}
