import { parseArgs } from 'node:util';
import { createUnknownNameError } from '../../src/errors';
import { countCalls } from './placement/count-calls';
import { CROSSING_KINDS } from './placement/execute';
import { BENCHMARK_SIZES, COUNTED_GRAPHS } from './placement/graphs';
import { KERNELS_VERSION } from './placement/kernels';

/**
 * Counts what the calls of a search would execute on a machine with one GPU, from the graphs as built and TensorFlow's list of
 * kernels. Nothing runs, and no GPU is needed. Per graph and signature:
 *
 * - `nodes`: that run; `launches`: kernels on the GPU, `most_launches` those of the costliest of 20 architectures
 * - `host_nodes`: that compute on the CPU
 * - `feed`, `fetch`, `routing`, `other`: tensors that pass between host and device
 *
 * `--graph NAME` counts one graph; `--details` lists the ops behind the counts.
 */
export function bench(argv: readonly string[]): Record<string, number | string> {
  const { values } = parseArgs({
    args: [...argv],
    options: { graph: { type: 'string' }, details: { type: 'boolean', default: false } },
  });
  const known = Object.keys(COUNTED_GRAPHS);
  if (values.graph !== undefined && !known.includes(values.graph))
    throw createUnknownNameError('graph', values.graph, known);
  const figures: [string, number | string][] = [];
  for (const [name, build] of Object.entries(COUNTED_GRAPHS)) {
    if (values.graph !== undefined && name !== values.graph) continue;
    for (const counts of countCalls(build(BENCHMARK_SIZES))) {
      const prefix = `${name} ${counts.signature}`;
      figures.push(
        [`${prefix}: nodes`, counts.nodes],
        [`${prefix}: launches`, counts.launches],
        [`${prefix}: most_launches`, counts.mostLaunches],
        [`${prefix}: host_nodes`, counts.hostNodes],
        ...CROSSING_KINDS.map((kind): [string, number] => [`${prefix}: ${kind}`, counts.crossings[kind]]),
      );
      if (!values.details) continue;
      const [{ launchesByOp, hostOnly, crossings }] = counts.executions;
      figures.push(
        [`${prefix}: launches by op`, formatCounts(launchesByOp)],
        [`${prefix}: on the CPU`, formatCounts(hostOnly)],
        ...crossings
          .filter(({ kind }) => kind === 'other')
          .map(({ direction, edge }, i): [string, string] => [
            `${prefix}: other ${i + 1}`,
            `${edge}, ${direction}`,
          ]),
      );
    }
  }
  return { ...Object.fromEntries(figures), kernels: `TensorFlow ${KERNELS_VERSION}` };
}

function formatCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([op, count]) => `${op} ${count}`)
    .join(', ');
}
