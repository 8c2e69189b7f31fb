import { numberIn, type Row } from './read-csv';
import type { RunFiles } from './run-files';

/** An architecture that has been scored. */
export interface Scored {
  readonly id: string;
  readonly round: number;
  /** Round in which it was first considered. */
  readonly firstRound: number;
  /** `seed`, `controller` or `random`. */
  readonly origin: string;
  readonly parentId: string;
  /** Text form. */
  readonly architecture: string;
  readonly predicted: number | undefined;
  readonly score: number;
  readonly loss: number | undefined;
  readonly itemsScored: number | undefined;
}

export interface Ranking {
  /** Column of the score in architectures.csv, such as `shared_valid_accuracy`. */
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** What scores are means over, such as `images` or `tokens`. */
  readonly items: string;
  /** The scored architectures of the last scoring, best first. */
  readonly ranked: readonly Scored[];
  /** Round of the last scoring. */
  readonly round: number;
  /** False while that round has no row in rounds.csv: its scoring is under way, or was cut off. */
  readonly roundIsOver: boolean;
  /** Architectures that the last scoring could not score. */
  readonly failed: number;
}

/** The column before the score's own, whose name is the metric's. */
const COLUMN_BEFORE_SCORE = 'predicted';

/**
 * Ranks the architectures of the last scoring. Shared weights go on training, so only scores of one round can be
 * compared, and a whole round is preferred to one under way; other scores hold for good, and each architecture's last
 * one counts. Undefined while nothing is scored.
 */
export function rankArchitectures(run: RunFiles): Ranking | undefined {
  const metric = metricColumn(run);
  if (metric === undefined) return undefined;
  const rows = run.architectures.rows;
  const scoredRounds = rows.filter((row) => numberIn(row, metric) !== undefined).map(roundOf);
  if (scoredRounds.length === 0) return undefined;

  const over = new Set(run.rounds.rows.map(roundOf));
  const finished = scoredRounds.filter((round) => over.has(round));
  const round = largest(finished.length > 0 ? finished : scoredRounds);
  const drifts = scoresDrift(run);
  const lastScoring = rows.filter((row) => (drifts ? roundOf(row) === round : roundOf(row) <= round));
  const lastOfEach = new Map(lastScoring.map((row) => [row.id, row]));

  const firstRounds = new Map<string, number>();
  for (const row of rows) if (!firstRounds.has(row.id)) firstRounds.set(row.id, roundOf(row));

  const better = betterDirection(run, metric);
  const sign = better === 'higher' ? -1 : 1;
  const ranked = [...lastOfEach.values()]
    .flatMap((row) => asScored(row, metric, firstRounds))
    // Equal scores stay in the file's order: the sort is stable.
    .sort((a, b) => sign * (a.score - b.score));
  return {
    metric,
    better,
    items: itemsOf(run),
    ranked,
    round,
    roundIsOver: over.has(round),
    failed: lastOfEach.size - ranked.length,
  };
}

/** Whether scores of different rounds cannot be compared: shared weights go on training between them. */
export function scoresDrift({ settings: { mode } }: RunFiles): boolean {
  return mode === undefined || mode === 'ws';
}

/** Name of the score's column, or undefined where architectures.csv has no header yet. */
export function metricColumn(run: RunFiles): string | undefined {
  const { columns } = run.architectures;
  const before = columns.indexOf(COLUMN_BEFORE_SCORE);
  return before < 0 ? undefined : columns[before + 1];
}

/** The score's name with its direction, as figures are titled. */
export function metricTitle(run: RunFiles, metric: string): string {
  return `${metric} (${betterDirection(run, metric)} is better)`;
}

const SPEED = '_per_s';

/** Training's speed names what is trained on. */
function itemsOf({ training }: RunFiles): string {
  const speed = training.columns.find((column) => column.endsWith(SPEED));
  return speed?.slice(0, -SPEED.length) ?? 'items';
}

function betterDirection(run: RunFiles, metric: string): 'higher' | 'lower' {
  if (run.settings.mode === 'table') return run.settings.table.better ?? 'higher';
  return /perplexity|loss|error/.test(metric) ? 'lower' : 'higher';
}

function asScored(row: Row, metric: string, firstRounds: ReadonlyMap<string, number>): Scored[] {
  const score = numberIn(row, metric);
  if (score === undefined) return [];
  const round = roundOf(row);
  return [
    {
      id: row.id,
      round,
      firstRound: firstRounds.get(row.id) ?? round,
      origin: row.origin,
      parentId: row.parent_id ?? '',
      architecture: row.architecture,
      predicted: numberIn(row, 'predicted'),
      score,
      loss: numberIn(row, 'loss'),
      itemsScored: numberIn(row, 'items_scored'),
    },
  ];
}

function roundOf(row: Row): number {
  return numberIn(row, 'round') ?? 0;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value));
}
