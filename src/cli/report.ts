import { writeComparison, writeReport } from '../report/report';

/**
 * `nao report`: a page in the run folder, or with several of them (or `out`) one page about all.
 *
 * @throws InputError if a folder is no run folder, or `out` is a file of something else
 */
export async function runReportCommand(
  dirs: readonly string[],
  { out }: { readonly out?: string },
): Promise<void> {
  const [only, ...others] = dirs;
  if (others.length === 0 && out === undefined) {
    process.stdout.write(`${await writeReport(only)}\n`);
    return;
  }
  const file = out ?? 'report.html';
  await writeComparison(dirs, file);
  process.stdout.write(`${file}\n`);
}
