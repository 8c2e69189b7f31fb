import type { Command } from 'commander';
import { runWithOutput } from '../output/output';
import { createDeviceOption } from './options';
import type { DoctorOptions } from './run-doctor';

/** Adds `nao doctor` to the program. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Show the environment: TensorFlow, device, kernels, memory, disk.')
    .addOption(createDeviceOption())
    .action(async (options: DoctorOptions, command: Command) => {
      const { runDoctorCommand } = await import('./run-doctor.js');
      await runWithOutput(command, (output) => runDoctorCommand(options, output));
    });
}
