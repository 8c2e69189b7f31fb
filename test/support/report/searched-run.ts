import { lines } from './synthetic-run';

/** Columns of architectures.csv that the sections on architectures read. */
const COLUMNS =
  'round,id,origin,parent_id,step_size,architecture,predicted,METRIC,loss,items_scored,failure,seconds,rank,parameters,multiply_adds';

/**
 * Creates a run from rows `round id origin parent stepSize architecture score parameters multiplyAdds`, with - for an
 * empty cell and + for a space.
 */
export function searchedRun(config: string, metric: string, rows: readonly string[]): Record<string, string> {
  const cells = rows.map((row) => {
    const [round, id, origin, parent, step, architecture, score, parameters, adds] = row
      .split(' ')
      .map((cell) => (cell === '-' ? '' : cell.replaceAll('+', ' ')));
    return `${round},${id},${origin},${parent},${step},${architecture},,${score},,100,,1,1,${parameters},${adds}`;
  });
  return { 'config.yaml': config, 'architectures.csv': lines([COLUMNS.replace('METRIC', metric), ...cells]) };
}
