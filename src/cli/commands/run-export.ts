import type { ExportFormat } from '../../export/formats';
import { findModel } from '../../export/model';
import { needsWeights, reportExport } from '../../export/run';
import { reportAssumedSpace } from '../arguments/assumed-space';
import type { Output } from '../output/output';
import { runInThread } from '../threads/run-in-thread';

/** Options of `nao export`. */
export interface ExportOptions {
  readonly format: ExportFormat;
  readonly space?: string;
  readonly out?: string;
}

/** Runs `nao export`: prints a text, or the paths of the files that it writes. */
export async function runExportCommand(
  given: string,
  { format, space, out }: ExportOptions,
  output: Output,
): Promise<void> {
  const request = { given, space, format, out };
  reportAssumedSpace(findModel(given, space), output);
  if (!needsWeights(request)) {
    const { lines, facts } = reportExport(request);
    output.result(lines, facts);
    return;
  }
  await runInThread(
    { kind: 'export', config: { ...request, run: { device: 'cpu', deterministicOps: true, threads: 0 } } },
    output,
  );
}
