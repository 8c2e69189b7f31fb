import { RESCORES_EACH_ROUND, type SearchConfig } from '../config/schema/search';
import { assertSettingsKept } from '../run/kept-state';
import type { CostName } from '../space/network-cost';
import { type Direction, getSign } from '../statistics/direction';
import { type LogRow, readNumberCell } from './read-csv';
import { assertWholeLogs, getObjectives, readRunFiles, type RunFiles } from './run-files';

/** A scored architecture. */
export interface RankingEntry {
  readonly id: string;
  readonly round: number;
  /** Round that scored it first. */
  readonly firstRound: number;
  /** `controller` or `random`. */
  readonly origin: string;
  readonly parentId: string;
  /** Text form. */
  readonly architecture: string;
  readonly predicted: number | undefined;
  readonly score: number;
  readonly loss: number | undefined;
  readonly itemsScored: number | undefined;
  /** Cost of the network that papers report; undefined if the space cannot count it, or the run is of an older version. */
  readonly parameters: number | undefined;
  readonly multiplyAdds: number | undefined;
}

export interface ArchitectureRanking {
  /** Column of the score in architectures.csv, such as `shared_valid_accuracy`. */
  readonly metric: string;
  readonly direction: Direction;
  /** Unit of the items that a score averages over, such as `images` or `tokens`. */
  readonly unit: string;
  /** The scored architectures of the last scoring, best first. */
  readonly ranked: readonly RankingEntry[];
  /** Round of the last scoring. */
  readonly round: number;
  /** False while that round has no row in rounds.csv: its scoring is running or was interrupted. */
  readonly isRoundFinished: boolean;
  /** Number of architectures that the last scoring failed to score. */
  readonly failed: number;
}

/** Column that precedes the score. The score's own column is named after the metric. */
const COLUMN_BEFORE_SCORE = 'predicted';

/**
 * Ranks the architectures of a search's last scoring, from logs that a measurement may rely on.
 *
 * @returns undefined while nothing is scored
 * @throws InputError if settings have changed since; FailedError if the logs are damaged
 */
export async function readReliableRanking(
  runDir: string,
  config: SearchConfig,
): Promise<ArchitectureRanking | undefined> {
  assertSettingsKept('search', runDir, config);
  const files = await readRunFiles(runDir);
  assertWholeLogs(runDir, files);
  return rankArchitectures(files);
}

/**
 * Ranks the architectures of the last scoring. Scores from shared weights are comparable only within a round: the last
 * finished round counts, or the current one if none is finished. Other scores never change: each architecture's last
 * score counts.
 *
 * @returns undefined while nothing is scored
 */
export function rankArchitectures(run: RunFiles): ArchitectureRanking | undefined {
  const metric = findMetricColumn(run);
  if (metric === undefined) return undefined;
  const rows = run.architectures.rows;
  const scoredRounds = rows.filter((row) => readNumberCell(row, metric) !== undefined).map(readRound);
  if (scoredRounds.length === 0) return undefined;

  const finishedRounds = new Set(run.rounds.rows.map(readRound));
  const finished = scoredRounds.filter((round) => finishedRounds.has(round));
  const round = findLargest(finished.length > 0 ? finished : scoredRounds);
  const isRescored = isRescoredEachRound(run);
  const lastScoring = rows.filter((row) => (isRescored ? readRound(row) === round : readRound(row) <= round));
  const lastOfEach = new Map(lastScoring.map((row) => [row.id, row]));

  const firstRounds = new Map<string, number>();
  for (const row of rows) if (!firstRounds.has(row.id)) firstRounds.set(row.id, readRound(row));

  const direction = getDirection(run, metric);
  const sign = getSign(direction);
  const { minimize } = getObjectives(run);
  const compareCosts = (a: RankingEntry, b: RankingEntry): number =>
    minimize === 'none' ? 0 : (getEntryCost(a, minimize) ?? 0) - (getEntryCost(b, minimize) ?? 0);
  const ranked = [...lastOfEach.values()]
    .flatMap((row) => toRankingEntries(row, metric, firstRounds))
    // Otherwise equal entries stay in the file's order: the sort is stable.
    .sort((a, b) => sign * (b.score - a.score) || compareCosts(a, b));
  return {
    metric,
    direction,
    unit: findUnit(run),
    ranked,
    round,
    isRoundFinished: finishedRounds.has(round),
    failed: lastOfEach.size - ranked.length,
  };
}

/** Returns a cost of an architecture; undefined if it is not known. */
export function getEntryCost({ parameters, multiplyAdds }: RankingEntry, name: CostName): number | undefined {
  return name === 'parameters' ? parameters : multiplyAdds;
}

/** Returns true if scores are comparable only within a round, because shared weights keep training between rounds. */
export function isRescoredEachRound(run: RunFiles): boolean {
  const { mode } = run.settings;
  if (mode === undefined) return true;
  return RESCORING_BY_MODE.get(mode) ?? hasRepeatedScores(run);
}

const RESCORING_BY_MODE: ReadonlyMap<string, boolean> = new Map(Object.entries(RESCORES_EACH_ROUND));

/** Returns true if an architecture has scores in several rounds: a custom evaluator then rescores the pool. */
function hasRepeatedScores(run: RunFiles): boolean {
  const metric = findMetricColumn(run);
  if (metric === undefined) return false;
  const scored = run.architectures.rows.filter((row) => readNumberCell(row, metric) !== undefined);
  return new Set(scored.map(({ id }) => id)).size < scored.length;
}

/** Returns the name of the score's column, or undefined if architectures.csv has no header yet. */
export function findMetricColumn(run: RunFiles): string | undefined {
  const { columns } = run.architectures;
  const before = columns.indexOf(COLUMN_BEFORE_SCORE);
  return before < 0 ? undefined : columns[before + 1];
}

/** Formats a figure title with the metric and its direction, such as `valid_accuracy (higher is better)`. */
export function formatMetricTitle(run: RunFiles, metric: string): string {
  return `${metric} (${formatDirection(getDirection(run, metric))})`;
}

/** Formats a direction as `higher is better` or `lower is better`. */
export function formatDirection(direction: ArchitectureRanking['direction']): string {
  return direction === 'maximize' ? 'higher is better' : 'lower is better';
}

const SPEED_SUFFIX = '_per_s';

/** Reads the unit from the name of the training speed's column, such as `images_per_s`. */
function findUnit({ training }: RunFiles): string {
  const speed = training.columns.find((column) => column.endsWith(SPEED_SUFFIX));
  return speed?.slice(0, -SPEED_SUFFIX.length) ?? 'items';
}

/** Returns the direction in which a run's metric is better. */
export function getDirection(run: RunFiles, metric: string): Direction {
  if (run.direction !== undefined) return run.direction;
  if (run.settings.mode === 'table') return run.settings.table.direction ?? 'maximize';
  return inferDirection(metric);
}

/** Returns the direction in which a metric of nao's own networks is better, by its name. */
export function inferDirection(metric: string): Direction {
  return /perplexity|loss|error/.test(metric) ? 'minimize' : 'maximize';
}

function toRankingEntries(
  row: LogRow,
  metric: string,
  firstRounds: ReadonlyMap<string, number>,
): RankingEntry[] {
  const score = readNumberCell(row, metric);
  if (score === undefined) return [];
  const round = readRound(row);
  return [
    {
      id: row.id,
      round,
      firstRound: firstRounds.get(row.id) ?? round,
      origin: row.origin,
      parentId: row.parent_id ?? '',
      architecture: row.architecture,
      predicted: readNumberCell(row, 'predicted'),
      score,
      loss: readNumberCell(row, 'loss'),
      itemsScored: readNumberCell(row, 'items_scored'),
      parameters: readNumberCell(row, 'parameters'),
      multiplyAdds: readNumberCell(row, 'multiply_adds'),
    },
  ];
}

function readRound(row: LogRow): number {
  return readNumberCell(row, 'round') ?? 0;
}

function findLargest(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value));
}
