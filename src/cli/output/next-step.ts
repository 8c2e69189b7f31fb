import type { SearchConfig } from '../../config/schema/search';
import { formatCommand } from '../../format';
import { hasBest } from '../../run/best';

/** Says what to do after a search: look at it, then train its best cell on the same data. */
export function describeNextStep(
  { mode, data }: Pick<SearchConfig, 'mode' | 'data'>,
  folder: string,
  report: string,
): string {
  if (!hasBest(folder)) {
    return `next: see the column failure of ${folder}/architectures.csv for why no architecture has a score, then change the settings`;
  }
  const given =
    mode === 'table' ? [] : ['--dataset', data.dataset, ...(data.dir === '' ? [] : ['--data-dir', data.dir])];
  return `next: open ${report}, then ${formatCommand('nao', 'train', '--arch', folder, ...given)}`;
}
