import type { Comparison } from './compare';
import type { GpuUse } from './sampler';
import type { TaskOutcome } from './tasks';

/** Figures of a benchmark, with the GPU's use meanwhile. */
export interface Measured {
  readonly figures: Readonly<Record<string, number | string>>;
  readonly use: GpuUse | undefined;
}

/** All results of `nao bench gpu`. */
export interface GpuReport {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly ops: TaskOutcome<Comparison>;
  readonly training: TaskOutcome<Comparison>;
  /** Figures of which two runs of training gave different bits. */
  readonly determinism: TaskOutcome<readonly string[]>;
  readonly benchmarks: Readonly<Record<string, TaskOutcome<Measured>>>;
}

/** Returns what was found wrong, one sentence part each; empty if the GPU computes what the CPU does. */
export function listFaults({ ops, training, determinism, benchmarks }: GpuReport): string[] {
  const named = { ops, training, determinism, ...benchmarks };
  const failed = Object.entries(named).flatMap(([name, outcome]) =>
    outcome.kind === 'failed' ? [`${name} failed`] : [],
  );
  const differing = (
    [
      ['ops', ops],
      ['figures of training', training],
    ] as const
  ).flatMap(([name, outcome]) =>
    outcome.kind === 'done' && outcome.result.failures.length > 0
      ? [`${outcome.result.failures.length} of ${outcome.result.compared} ${name} differ from the CPU`]
      : [],
  );
  return [...failed, ...differing];
}

/** The share of a step that the host needs: the time of a step of one image over that of a whole batch. */
export function computeHostShare(figures: Measured['figures'], batch: number): number | undefined {
  const { step_ms_batch1: single, train_images_per_s: speed } = figures;
  if (typeof single !== 'number' || typeof speed !== 'number') return undefined;
  return Math.min(1, single / ((1000 * batch) / speed));
}

/** Formats the report as a page in Markdown, to be sent in with the JSON file. */
export function formatReport(report: GpuReport): string {
  const { machine, ops, training, determinism, benchmarks } = report;
  const faults = listFaults(report);
  return [
    '# nao on a GPU',
    '',
    faults.length === 0 ? 'The GPU computes what the CPU computes.' : `**${faults.join('; ')}.**`,
    '',
    ...formatTable(
      ['machine', ''],
      Object.entries(machine).map(([name, value]) => [name, String(value)]),
    ),
    '',
    ...formatComparison('Ops', ops),
    ...formatComparison('Training steps', training),
    '## Determinism',
    '',
    describeOutcome(determinism, (unequal) =>
      unequal.length === 0 ? 'Two runs gave the same bits.' : `Two runs differ in: ${unequal.join(', ')}.`,
    ),
    '',
    '## Speed and memory',
    '',
    ...Object.entries(benchmarks).flatMap(([name, outcome]) => [
      `### ${name}`,
      '',
      ...(outcome.kind === 'done'
        ? formatTable(
            ['figure', ''],
            [
              ...Object.entries(outcome.result.figures).map(([figure, value]) => [figure, String(value)]),
              ...describeUse(outcome.result.use),
            ],
          )
        : [describeOutcome(outcome, () => '')]),
      '',
    ]),
  ].join('\n');
}

function formatComparison(title: string, outcome: TaskOutcome<Comparison>): string[] {
  const head = [`## ${title}`, ''];
  if (outcome.kind !== 'done') return [...head, describeOutcome(outcome, () => ''), ''];
  const { compared, failures, worst } = outcome.result;
  const rows = [...failures, ...worst].map(({ key, difference, tolerance }) => [
    key,
    difference.toExponential(1),
    `${tolerance.relative} (${tolerance.name})`,
    difference <= tolerance.relative ? 'equal' : '**different**',
  ]);
  return [
    ...head,
    `${compared} results were compared with the CPU's; ${failures.length} differ. The largest differences, relative to the largest number of a result:`,
    '',
    ...formatTable(['result', 'difference', 'tolerance', ''], rows),
    '',
  ];
}

function describeUse(use: GpuUse | undefined): string[][] {
  if (use === undefined) return [];
  return [
    ['GPU busy', `${Math.round(100 * use.busy)} %`],
    ['GPU memory, MB', String(use.peakMegabytes)],
  ];
}

function describeOutcome<T>(outcome: TaskOutcome<T>, describe: (result: T) => string): string {
  switch (outcome.kind) {
    case 'done':
      return describe(outcome.result);
    case 'failed':
      return `Failed after ${Math.round(outcome.seconds)} s: ${outcome.reason}`;
    case 'skipped':
      return `Not run: ${outcome.reason}.`;
  }
}

function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
