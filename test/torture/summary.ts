import type { Campaign, TrialResult } from './trial';

const HEADER = ['campaign', 'subject', 'trials', 'attempts', 'outcomes', 'faults'];

/** Returns the table of all trials by campaign and subject, and the totals. */
export function formatSummary(results: ReadonlyMap<Campaign, readonly TrialResult[]>): string {
  const rows = [...results].flatMap(([campaign, trials]) =>
    [...group(trials)].map(([subject, each]) => [
      campaign.name,
      subject,
      String(each.length),
      `${sum(each.map(({ attempts }) => attempts))} ${campaign.unit}`,
      [...countOutcomes(each)].map(([outcome, count]) => `${count} ${outcome}`).join(', '),
      String(sum(each.map(({ faults }) => faults.length))),
    ]),
  );
  const totals = [...results].map(
    ([{ unit }, trials]) => `${sum(trials.map(({ attempts }) => attempts))} ${unit}`,
  );
  const faults = sum([...results.values()].flat().map((each) => each.faults.length));
  return `${formatTable([HEADER, ...rows])}\n${totals.join(', ')}; ${faults} faults`;
}

function group(trials: readonly TrialResult[]): Map<string, TrialResult[]> {
  const groups = new Map<string, TrialResult[]>();
  for (const trial of [...trials].sort((a, b) => (a.subject < b.subject ? -1 : 1))) {
    groups.set(trial.subject, [...(groups.get(trial.subject) ?? []), trial]);
  }
  return groups;
}

function countOutcomes(trials: readonly TrialResult[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { outcome } of trials) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
