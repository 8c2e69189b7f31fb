import { sampleStandardDeviation } from 'simple-statistics';
import { meanOrUndefined } from '../../statistics/mean';
import { renderFigures } from '../charts/figure';
import { collectLearningPoints } from '../charts/figure2a';
import type { DataCell, DataColumn, DataTable } from '../html/data-table';
import { emptyHtml, html, type Html, renderSection } from '../html/html';
import { renderTable } from '../html/table';
import { rankArchitectures } from '../ranking';
import { readNumberCell } from '../read-csv';
import { getDataSourceName, type RunFiles } from '../run-files';
import { getUsedSetting, listUsedSettings } from '../used-settings';
import { createComparisonFigures } from './comparison-figures';

/** Renders the results of several runs in one table, and the settings that differ. */
export function renderComparisonSections(runs: readonly RunFiles[]): Html {
  const charts = renderFigures(createComparisonFigures(runs));
  return html`${renderSection('Searches', html`${renderWarning(runs)}${renderTable(createSearchesTable(runs))}${renderSeedsTable(runs)}${charts}`)}
  ${renderSection('Settings that differ', renderDifferingSettings(runs))}`;
}

function renderWarning(runs: readonly RunFiles[]): Html {
  const shared = runs.some((run) => rankArchitectures(run)?.metric.startsWith('shared_'));
  if (!shared) return emptyHtml;
  return html`<p class="warning">
    A shared_ score is measured with the shared weights of its own search. It ranks the architectures of that
    search and is not comparable with other searches. To compare searches, train their best architectures from
    scratch.
  </p>`;
}

const COLUMNS: readonly DataColumn[] = [
  { head: 'search' },
  { head: 'data' },
  { head: 'space' },
  { head: 'mode' },
  { head: 'seed' },
  { head: 'rounds finished' },
  { head: 'architectures' },
  { head: 'metric' },
  { head: 'best score' },
  { head: 'origin of the best' },
  { head: 'final metric' },
  { head: 'pairwise accuracy' },
  { head: 'n held out' },
  { head: 'tau predicted-measured' },
  { head: 'n of tau' },
  { head: 'time', isDuration: true },
];

/** Creates the table with a row for each run. */
export function createSearchesTable(runs: readonly RunFiles[]): DataTable {
  return { name: 'searches', columns: COLUMNS, rows: runs.map(toSearchRow) };
}

function toSearchRow(run: RunFiles): DataCell[] {
  const { settings, rounds, reported } = run;
  const ranking = rankArchitectures(run);
  const best = ranking?.ranked[0];
  const seconds = rounds.rows.flatMap((row) => readNumberCell(row, 'seconds') ?? []);
  const lastPoint = collectLearningPoints(run).findLast(({ source }) => source === 'search');
  const correlated = rounds.rows.findLast(
    (row) => readNumberCell(row, 'kendall_tau_predicted_measured') !== undefined,
  );
  return [
    run.name,
    getDataSourceName(run),
    settings.space.name,
    settings.mode,
    settings.seed === undefined ? undefined : String(settings.seed),
    rounds.rows.length,
    new Set(run.architectures.rows.map((row) => row.id)).size,
    ranking?.metric,
    best?.score,
    best?.origin,
    reported?.value,
    lastPoint?.pairwiseAccuracy,
    lastPoint?.heldOut,
    correlated && readNumberCell(correlated, 'kendall_tau_predicted_measured'),
    correlated && readNumberCell(correlated, 'n_predicted'),
    seconds.length === 0 ? undefined : seconds.reduce((sum, value) => sum + value, 0),
  ];
}

/** Renders means over searches that differ only in the seed. */
function renderSeedsTable(runs: readonly RunFiles[]): Html {
  const groups = new Map<string, RunFiles[]>();
  for (const run of runs) {
    if (run.config.size === 0) continue;
    const key = JSON.stringify(listSettingsExcept(run, 'seed'));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const repeated = [...groups.values()].filter((group) => group.length > 1);
  if (repeated.length === 0) return emptyHtml;
  const rows = repeated.map((group): DataCell[] => {
    const scores = group.flatMap((run) => rankArchitectures(run)?.ranked[0].score ?? []);
    const reported = group.flatMap((run) => run.reported?.value ?? []);
    const names = group.map(({ name }) => name).join(', ');
    return [
      names,
      group.length,
      meanOrUndefined(scores),
      computeStd(scores),
      meanOrUndefined(reported),
      computeStd(reported),
    ];
  });
  const heads = ['seeds', 'best score, mean', 'best score, std', 'final metric, mean', 'final metric, std'];
  return html`<h3>Searches that differ only in the seed</h3>
    ${renderTable({
      name: 'means over seeds',
      columns: [{ head: 'searches' }, ...heads.map((head) => ({ head }))],
      rows,
    })}`;
}

function computeStd(values: readonly number[]): number | undefined {
  return values.length > 1 ? sampleStandardDeviation([...values]) : undefined;
}

/** Provenance that config.yaml records in addition to the settings. */
const RECORD_PATTERN = /^recorded\./;

/** Identifier of a run, always different. */
const RUN_ID_SETTING = 'recorded.id';

function listSettingsExcept(run: RunFiles, omitted: string): [string, string][] {
  return listUsedSettings(run)
    .filter((name) => name !== omitted && !RECORD_PATTERN.test(name))
    .map((name) => [name, run.config.get(name) ?? '']);
}

function renderDifferingSettings(runs: readonly RunFiles[]): Html {
  const names = [...new Set(runs.flatMap(listUsedSettings))];
  const differing = names.filter(
    (name) => name !== RUN_ID_SETTING && new Set(runs.map(({ config }) => config.get(name))).size > 1,
  );
  if (differing.length === 0) return html`<p>All settings are the same.</p>`;
  return renderTable({
    name: 'settings that differ',
    columns: [{ head: 'setting' }, ...runs.map(({ name }) => ({ head: name }))],
    rows: differing.map((name) => [name, ...runs.map((run) => getUsedSetting(run, name))]),
  });
}
