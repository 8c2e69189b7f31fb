import { writeReport } from '../report/report';

/** `nao report`. @throws InputError if `dir` is no run folder */
export async function report(dir: string): Promise<void> {
  process.stdout.write(`${await writeReport(dir)}\n`);
}
