/** Exit code of the command line with its meaning. */
export interface ExitCode {
  readonly code: number;
  readonly meaning: string;
}

/** Exit codes of every command; errors.ts assigns them to errors. */
export const EXIT_CODES: readonly ExitCode[] = [
  { code: 0, meaning: 'success' },
  { code: 1, meaning: 'failure after the work started' },
  { code: 2, meaning: 'invalid usage, settings or input' },
  { code: 3, meaning: 'missing requirement: native library, device, data set or server' },
  { code: 75, meaning: "stopped by SIGTERM, SIGHUP or --max-hours; 'nao resume' continues" },
  { code: 130, meaning: "interrupted by SIGINT; 'nao resume' continues" },
];
