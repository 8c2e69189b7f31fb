import { RESCORES_EACH_ROUND, type SearchConfig } from '../../config/schema/search';
import { getSearchMetric } from '../../evaluators/metrics';
import { writeReport } from '../../report/report';
import { RunFolder } from '../../run/folder';
import { readFinishedSearch } from '../../search/finished';
import { describeNextStep } from '../output/next-step';
import type { Output } from '../output/output';

/**
 * Reports the result of a search that is finished, without its data.
 *
 * @returns false if it is not, or something of its result is missing
 * @throws InputError if another process uses the folder
 */
export async function reportFinishedSearch(
  dir: string,
  config: SearchConfig,
  output: Output,
): Promise<boolean> {
  const metric = getSearchMetric(config);
  if (config.mode === 'custom' || metric === undefined) return false;
  const { runFolder } = RunFolder.openSearch(dir);
  try {
    const rescoresEachRound = RESCORES_EACH_ROUND[config.mode];
    const result = readFinishedSearch(runFolder, config, metric, rescoresEachRound, 'report.html');
    if (result === undefined) return false;
    const more = result.facts.ended === 'rounds' ? '; --rounds N adds rounds' : '';
    output.progress(`the search is already finished: nothing to do${more}`);
    runFolder.keepSettings(config);
    const report = await writeReport(dir);
    output.result([...result.lines, `report: ${report}`], { ...result.facts, report });
    output.hint(describeNextStep(config, dir, report));
    return true;
  } finally {
    runFolder.close();
  }
}
