import { Command } from 'commander';
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
import { addWorkerCommand } from './commands/worker';
import { EXIT_CODES } from './exit-codes';

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
    .addHelpText('after', `\nExit codes:\n${formatExitCodes()}`);
  addSearchCommand(program);
  addResumeCommand(program);
  addTrainCommand(program);
  addEvaluateCommand(program);
  addExportCommand(program);
  addWorkerCommand(program);
  addDrawCommand(program);
  addReportCommand(program);
  addLearningCurveCommand(program);
  addCalibrateCommand(program);
  addDataCommand(program);
  addDoctorCommand(program);
  addSetupCommand(program);
  addCompareCommand(program);
  addComparePredictorsCommand(program);
  addBenchCommand(program);
  return program;
}

function formatExitCodes(): string {
  return EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`).join('\n');
}
