import type { ExportFormat } from '../../export/formats';
import { needsWeights, runExport } from '../../export/run';
import { printLine } from '../output';
import { runInThread } from '../run-in-thread';

/** Options of `nao export`. */
export interface ExportOptions {
  readonly format: ExportFormat;
  readonly space?: string;
  readonly out?: string;
}

/** Runs `nao export`: prints a text, or the paths of the files that it writes. */
export async function runExportCommand(given: string, { format, space, out }: ExportOptions): Promise<void> {
  const request = { given, space, format, out };
  if (!needsWeights(request)) {
    runExport(request).forEach(printLine);
    return;
  }
  await runInThread({
    kind: 'export',
    config: { ...request, run: { device: 'cpu', deterministicOps: true } },
  });
}
