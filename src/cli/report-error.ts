import { UserError } from '../errors';

/** Tells why a command failed. @returns the code to exit with */
export function reportError(error: unknown): number {
  if (error instanceof UserError) {
    process.stderr.write(`nao: ${error.message}\n`);
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`nao: this is a fault of nao, please report it with what follows\n${trace}\n`);
  return 1;
}
