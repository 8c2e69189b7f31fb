import { sampleStandardDeviation } from 'simple-statistics';
import { mean } from '../../statistics/mean';
import { comparisonFigures } from './comparison-figures';
import type { DataCell } from '../html/data-table';
import { learningPoints } from '../charts/figure2a';
import { html, type Html, nothing, section } from '../html/html';
import { rankArchitectures } from '../ranking';
import { numberIn } from '../read-csv';
import { type RunFiles, subjectName } from '../run-files';
import { dataTable } from '../html/table';

/** What several runs found and how, side by side. */
export function comparisonSections(runs: readonly RunFiles[]): Html {
  const figures = comparisonFigures(runs);
  const charts = figures.length === 0 ? nothing : html`<div class="figures">${figures}</div>`;
  return html`${section('Searches', html`${warning(runs)}${searchesTable(runs)}${seedsTable(runs)}${charts}`)}
  ${section('Settings that differ', differingSettings(runs))}`;
}

function warning(runs: readonly RunFiles[]): Html {
  const shared = runs.some((run) => rankArchitectures(run)?.metric.startsWith('shared_'));
  if (!shared) return nothing;
  return html`<p class="warning">
    A shared_ score is measured with the weights of its own search: it ranks the architectures of that search
    and says nothing against another one. Train the best architectures by themselves to compare searches.
  </p>`;
}

const HEADS = [
  'search',
  'data',
  'space',
  'mode',
  'seed',
  'rounds',
  'architectures',
  'metric',
  'best score',
  'origin of the best',
  'reported',
  'pairwise accuracy',
  'tau of predicted',
  'hours',
] as const;

function searchesTable(runs: readonly RunFiles[]): Html {
  return dataTable({
    name: 'searches',
    columns: HEADS.map((head) => ({
      head,
      ...(head === 'search' || head === 'data' ? { isText: true } : {}),
    })),
    rows: runs.map(rowOf),
  });
}

function rowOf(run: RunFiles): DataCell[] {
  const { settings, rounds, reported } = run;
  const ranking = rankArchitectures(run);
  const best = ranking?.ranked[0];
  const seconds = rounds.rows.flatMap((row) => numberIn(row, 'seconds') ?? []);
  const ofSearch = learningPoints(run).filter(({ source }) => source === 'search');
  return [
    run.name,
    subjectName(run),
    settings.space.name,
    settings.mode,
    settings.seed === undefined ? undefined : String(settings.seed),
    rounds.rows.length,
    new Set(run.architectures.rows.map((row) => row.id)).size,
    ranking?.metric,
    best?.score,
    best?.origin,
    reported?.value,
    ofSearch.at(-1)?.pairwiseAccuracy,
    rounds.rows.flatMap((row) => numberIn(row, 'kendall_tau_predicted_measured') ?? []).at(-1),
    seconds.length === 0 ? undefined : seconds.reduce((sum, one) => sum + one, 0) / 3600,
  ];
}

/** Searches that differ in nothing but the seed, taken together. */
function seedsTable(runs: readonly RunFiles[]): Html {
  const groups = new Map<string, RunFiles[]>();
  for (const run of runs) {
    if (run.config.size === 0) continue;
    const key = JSON.stringify(settingsBut(run, 'seed'));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const repeated = [...groups.values()].filter((group) => group.length > 1);
  if (repeated.length === 0) return nothing;
  const rows = repeated.map((group): DataCell[] => {
    const scores = group.flatMap((run) => rankArchitectures(run)?.ranked[0].score ?? []);
    const reported = group.flatMap((run) => run.reported?.value ?? []);
    const names = group.map(({ name }) => name).join(', ');
    return [names, group.length, mean(scores), deviation(scores), mean(reported), deviation(reported)];
  });
  const heads = ['seeds', 'best score, mean', 'standard deviation', 'reported, mean', 'standard deviation'];
  return html`<h3>Searches that differ in the seed alone</h3>
    ${dataTable({
      name: 'means over seeds',
      columns: [{ head: 'searches', isText: true }, ...heads.map((head) => ({ head }))],
      rows,
    })}`;
}

function deviation(values: readonly number[]): number | undefined {
  return values.length > 1 ? sampleStandardDeviation([...values]) : undefined;
}

/** What config.yaml records beside the settings. */
const RECORD = /^recorded\./;

/** Each run's own. */
const RUN_ID = 'recorded.id';

function settingsBut({ config }: RunFiles, left: string): [string, string][] {
  return [...config].filter(([name]) => name !== left && !RECORD.test(name));
}

function differingSettings(runs: readonly RunFiles[]): Html {
  const names = [...new Set(runs.flatMap(({ config }) => [...config.keys()]))];
  const differing = names.filter(
    (name) => name !== RUN_ID && new Set(runs.map(({ config }) => config.get(name))).size > 1,
  );
  if (differing.length === 0) return html`<p>All settings are the same.</p>`;
  return dataTable({
    name: 'settings that differ',
    columns: [
      { head: 'setting', isText: true },
      ...runs.map(({ name }) => ({ head: name, isText: true as const })),
    ],
    rows: differing.map((name) => [name, ...runs.map(({ config }) => config.get(name))]),
  });
}
