import { digest } from '../../data/digest';
import type { Architecture, Space } from '../../space/space';
import { computeMean } from '../../statistics/mean';
import type { Evaluator } from '../evaluator';
import { getTableMetric } from '../metrics';
import { STATIONARY_SCORES } from '../stationary';
import { readTableRows, type TableRow, type TableSettings } from './rows';

export type { TableSettings } from './rows';

/**
 * Creates the evaluator that queries a CSV of scores, such as a tabular benchmark. Nothing is trained and scores never change.
 * A row whose score is `nan`, `inf` or `-inf` is an architecture that failed.
 *
 * A query returns the row with the architecture's exact text. If several rows have it, or none but rows of the same network
 * (equal under `space.canonical`), it returns their mean.
 *
 * The test column is only read by `getFinalMetric`; scores and `dataDigest` do not depend on it.
 *
 * @throws EnvironmentError, InputError as `readTableRows`
 */
export function createTableEvaluator(settings: TableSettings, space: Space): Evaluator {
  const rows = readTableRows(settings, space);
  const byText = groupRows(rows, ({ architecture }) => space.format(architecture));
  const byCanonicalForm = groupRows(rows, ({ architecture }) => space.canonical(architecture));
  const { testColumn = '' } = settings;

  function findRows(architecture: Architecture): readonly TableRow[] {
    const found =
      byText.get(space.format(architecture)) ?? byCanonicalForm.get(space.canonical(architecture));
    if (found !== undefined) return found;
    throw new RangeError(`${settings.file} has no row for the architecture ${space.format(architecture)}`);
  }

  return {
    metric: getTableMetric(settings),
    dataDigest: digest(
      [...byText].map(([text, same]) => `${text}: ${same.map(({ score }) => score).join(' ')}`),
    ),
    unit: 'rows',
    ...STATIONARY_SCORES,
    domain: [...byText.values()].map(([{ architecture }]) => architecture),
    supports: (architecture) => byCanonicalForm.has(space.canonical(architecture)),
    train() {
      throw new Error('a table has nothing to train');
    },
    score: (architecture) => ({
      value: computeMean(findRows(architecture).map(({ score }) => score)),
      itemsScored: 0,
    }),
    getFinalMetric: (architecture) =>
      testColumn === ''
        ? undefined
        : {
            name: testColumn,
            value: computeMean(findRows(architecture).flatMap(({ testValue }) => testValue ?? [])),
          },
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

/** Groups rows by key, in the order of the first row of each. */
function groupRows(
  rows: readonly TableRow[],
  toKey: (row: TableRow) => string,
): Map<string, [TableRow, ...TableRow[]]> {
  const grouped = new Map<string, [TableRow, ...TableRow[]]>();
  for (const row of rows) {
    const key = toKey(row);
    const group = grouped.get(key);
    if (group === undefined) grouped.set(key, [row]);
    else group.push(row);
  }
  return grouped;
}
