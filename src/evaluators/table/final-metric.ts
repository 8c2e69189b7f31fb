import type { Space } from '../../space/space';
import type { Evaluator } from '../evaluator';
import { createTableEvaluator, type TableSettings } from './evaluator';

/**
 * Returns a function that adds a table's metric of the result to an evaluator: the test column, or the scores without one. The
 * table has no part in the search. An architecture that it does not have has no metric.
 *
 * @param settings an empty file adds nothing
 * @throws EnvironmentError, InputError as `createTableEvaluator`
 */
export function createTableMetric(
  settings: TableSettings,
  space: Space,
): (evaluator: Evaluator) => Evaluator {
  if (settings.file === '') return (evaluator) => evaluator;
  const { testColumn, scoreColumn } = settings;
  const table = createTableEvaluator({ ...settings, testColumn: testColumn || scoreColumn }, space);
  return (evaluator) => ({
    ...evaluator,
    getFinalMetric: (architecture) =>
      table.supports(architecture) ? table.getFinalMetric?.(architecture) : undefined,
  });
}
