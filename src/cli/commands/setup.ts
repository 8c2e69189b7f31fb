import { type Command, Option } from 'commander';
import { runWithOutput } from '../output/output';
import type { SetupOptions } from './run-setup';

/** Adds `nao setup` to the program. */
export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('Install the native TensorFlow library.')
    .addOption(new Option('--gpu', 'install the build for NVIDIA GPUs').conflicts('cpu'))
    .option('--cpu', 'install the build for CPUs')
    .action(async (options: SetupOptions, command: Command) => {
      const { runSetupCommand } = await import('./run-setup.js');
      await runWithOutput(command, (output) => runSetupCommand(options, output));
    });
}
