import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { assertSharesWeights, scoreWithLastSupernet } from '../../src/calibration/last-supernet';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { printLine } from '../../src/cli/output/output';
import { reportError } from '../../src/cli/output/report-error';
import { loadConfig } from '../../src/config/load-search';
import type { SearchConfig } from '../../src/config/schema/search';
import { FailedError, InputError } from '../../src/errors';
import { replaceFile } from '../../src/files/durable';
import { prepareEnvironment } from '../../src/native/environment';
import { createRandomStream } from '../../src/random';
import { readReliableRanking } from '../../src/report/ranking';
import { readRunFiles } from '../../src/report/run-files';
import { formatCsvValue } from '../../src/run/csv';
import { readSearchRun, RunFolder } from '../../src/run/folder';
import { noopHooks } from '../../src/run/hooks';
import { ensureProtocol } from '../../src/run/protocol';
import { resolveArchitecture } from '../../src/run/resolve-architecture';
import { parseCheckpointState } from '../../src/search/checkpoint';
import { SeenArchitectures, WHOLE_SPACE } from '../../src/search/seen';
import { createSpace } from '../../src/space/registry';
import type { Space } from '../../src/space/space';
import { getSign } from '../../src/statistics/direction';
import { permutationTest } from '../../src/statistics/resampling';
import { drawGroups } from './groups-chart';
import { loadChildren, trainFromScratch } from './scores';

/*
 * Trains cells of four groups from scratch and compares them: did the search find better cells than chance?
 *
 * node dist/experiments/from-scratch/compare-groups.js --run RUN --out DIR [--published NAONet-WS] [--cells 5] [--seeds 1]
 *   [--concurrency 2] [--set NAME=VALUE]...
 *
 * - `search`: the best cells of a finished search of mode `ws`, by shared score.
 * - `random-search`: the best of as many random cells as the search scored, with the same shared weights.
 * - `random`: random cells.
 * - `published`: one published cell.
 *
 * Writes groups.csv (the cells), scores.csv (each training), groups.svg (the scores of each group) and summary.csv. A negative difference is the better one for perplexity.
 * `--set` changes the training of preset cpu of mode `full`. The same command continues where it was stopped. A larger number
 * of seeds keeps what is trained. Another run, another number of cells or another published cell is refused. Groups are compared over
 * cells, of which no two belong together: a permutation test.
 */

const GROUPS = ['search', 'random-search', 'random', 'published'] as const;
type Group = (typeof GROUPS)[number];

const GROUP_COLUMNS = ['group', 'architecture', 'shared_score'] as const;

interface ChosenCell {
  readonly group: Group;
  /** Text form. */
  readonly architecture: string;
  readonly shared: number | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      run: { type: 'string' },
      out: { type: 'string' },
      published: { type: 'string' },
      cells: { type: 'string', default: '5' },
      seeds: { type: 'string', default: '1' },
      concurrency: { type: 'string', default: '2' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const { run, out, published } = values;
  if (run === undefined || out === undefined) {
    throw new InputError(
      '--run and --out are needed: give the folder of a finished search, and a folder for the results',
    );
  }
  const count = parsePositiveInteger(values.cells, '--cells');
  const seeds = parsePositiveInteger(values.seeds, '--seeds');
  const concurrency = parsePositiveInteger(values.concurrency, '--concurrency');
  const { config: searched, record } = readSearchRun(run);
  assertSharesWeights(run, searched);
  const config = createTrainingConfig(searched, values.set);
  prepareEnvironment({ ...config.run, device: 'cpu' });

  const children = await loadChildren(config);
  const groupsFile = path.join(out, 'groups.csv');
  const protocolFile = `${groupsFile}.protocol.json`;
  const protocol = { run: record.id, rounds: searched.search.rounds, cells: count, published };
  if (!fs.existsSync(groupsFile)) {
    const space = createSpace(searched.space.name, searched.space);
    const others = [
      ...drawRandomCells(searched, space, count),
      ...(published === undefined ? [] : [findPublished(published, space)]),
    ];
    const chosen = [...(await chooseSharedCells(run, searched, space, count)), ...others];
    fs.mkdirSync(out, { recursive: true });
    ensureProtocol(protocolFile, protocol);
    writeCells(groupsFile, chosen);
  } else if (fs.existsSync(protocolFile)) {
    // Groups of an earlier version have no protocol.
    ensureProtocol(protocolFile, protocol);
  }
  const cells = readCells(groupsFile);
  // A cell of two groups is trained once.
  const planned = [...new Set(cells.map(({ architecture }) => architecture))].map((architecture) => ({
    architecture,
    seeds,
  }));
  const scores = await trainFromScratch(path.join(out, 'scores.csv'), planned, children, concurrency);
  const meanScores = new Map(scores.cells.map((cell) => [cell.architecture, mean(cell.scores)]));
  const byGroup = GROUPS.map((group) => ({
    group,
    scores: cells
      .filter((cell) => cell.group === group)
      .map(({ architecture }) => meanScores.get(architecture) ?? NaN),
  }));
  const groups = byGroup.filter((group) => group.scores.length > 0);
  const summary = summarize(groups);
  const text = stringify(summary, { header: true, cast: { number: formatCsvValue } });
  replaceFile(path.join(out, 'groups.svg'), drawGroups(scores.metric, groups));
  replaceFile(path.join(out, 'summary.csv'), text);
  printLine(`${scores.metric}, mean over ${seeds === 1 ? 'one seed' : `${seeds} seeds`} a cell\n${text}`);
}

/** Returns settings of mode full: children of preset cpu in the run's space, on as many of the run's data as the preset has. */
function createTrainingConfig(searched: SearchConfig, set: readonly string[]): SearchConfig {
  const { dataset, dir, resizePixels, vocabularyWords } = searched.data;
  return loadConfig({
    preset: 'cpu',
    set: [`data.resizePixels=${resizePixels}`, `data.vocabularyWords=${vocabularyWords}`, ...set],
    flags: {
      mode: 'full',
      seed: '1',
      'run.threads': '1',
      'space.name': searched.space.name,
      'space.nodes': String(searched.space.nodes),
      'data.dataset': dataset,
      'data.dir': dir,
    },
  });
}

/** Returns the best cells of the search, and those of a random search with the same shared weights and as many cells. */
async function chooseSharedCells(
  run: string,
  config: SearchConfig,
  space: Space,
  count: number,
): Promise<ChosenCell[]> {
  const ranking = await readReliableRanking(run, config);
  const scored = new Set(
    (await readScoredArchitectures(run)).map((text) => space.canonical(space.parse(text))),
  );
  const drawn = new SeenArchitectures(space, WHOLE_SPACE).drawNew(
    scored.size,
    createRandomStream(config.seed, 'comparison/random-search'),
  );
  const { runFolder } = RunFolder.openSearch(run);
  try {
    const state = parseCheckpointState(runFolder.checkpoints.readLatestState());
    // Scores of an earlier round come from other weights than those of the last checkpoint.
    if (ranking === undefined || state?.search.phase !== 'done')
      throw new FailedError(`${run} is not finished: continue it with 'nao resume ${run}'`);
    const found = ranking.ranked.slice(0, count).map(({ architecture, score }): ChosenCell => {
      return { group: 'search', architecture, shared: score };
    });
    const { metric, shared } = await scoreWithLastSupernet(config, runFolder, space, drawn, noopHooks);
    const sign = getSign(metric.direction);
    const picked = drawn
      .map((cell, i): ChosenCell & { readonly shared: number } => {
        return { group: 'random-search', architecture: space.format(cell), shared: shared[i] };
      })
      .filter((cell) => Number.isFinite(cell.shared))
      .sort((a, b) => sign * (b.shared - a.shared))
      .slice(0, count);
    return [...found, ...picked];
  } finally {
    runFolder.close();
  }
}

/** Returns the text form of each architecture in the run's log, in the order of the log. */
async function readScoredArchitectures(run: string): Promise<string[]> {
  const { architectures } = await readRunFiles(run);
  return architectures.rows.map(({ architecture }) => architecture);
}

function drawRandomCells(config: SearchConfig, space: Space, count: number): ChosenCell[] {
  return new SeenArchitectures(space, WHOLE_SPACE)
    .drawNew(count, createRandomStream(config.seed, 'comparison/random'))
    .map((cell) => ({ group: 'random', architecture: space.format(cell), shared: undefined }));
}

/** @throws InputError if the published cell is of another space */
function findPublished(name: string, space: Space): ChosenCell {
  const found = resolveArchitecture(name);
  if (found.space.name !== space.name || found.space.length !== space.length) {
    throw new InputError(
      `${name} is a cell of space ${found.space.name} with ${found.space.length} tokens, those of the run are of ` +
        `${space.name} with ${space.length}: name another`,
    );
  }
  return { group: 'published', architecture: space.format(found.architecture), shared: undefined };
}

function writeCells(file: string, cells: readonly ChosenCell[]): void {
  const rows = cells.map(({ group, architecture, shared }) => [group, architecture, formatCsvValue(shared)]);
  replaceFile(file, stringify([[...GROUP_COLUMNS], ...rows]));
}

function readCells(file: string): { group: Group; architecture: string }[] {
  return parse(fs.readFileSync(file, 'utf8'), { columns: true });
}

/**
 * Returns one row a group. Differences are those of the group `search` to the others. Cells whose training diverged have no part in
 * means; a group with such cells is not tested, since it would look better than it is.
 */
function summarize(
  groups: readonly { readonly group: Group; readonly scores: readonly number[] }[],
): Record<string, string | number>[] {
  const [search] = groups.map(({ scores }) => scores.filter(Number.isFinite));
  return groups.map(({ group, scores: all }) => {
    const scores = all.filter(Number.isFinite);
    const row = {
      group,
      cells: all.length,
      diverged: all.length - scores.length,
      mean: scores.length > 0 ? mean(scores) : '',
      standard_deviation: scores.length > 1 ? sampleStandardDeviation(scores) : '',
    };
    if (group === 'search' || search.length < groups[0].scores.length || row.diverged > 0)
      return { ...row, search_minus_group: '', standard_error: '', p_value: '' };
    return {
      ...row,
      search_minus_group: mean(search) - mean(scores),
      standard_error: estimateError(search, scores),
      p_value: permutationTest(search, scores, createRandomStream(1, `comparison/test/${group}`)),
    };
  });
}

/** Returns the standard error of the difference of two means (Welch), or nothing where a group has one cell. */
function estimateError(a: readonly number[], b: readonly number[]): number | string {
  if (a.length < 2 || b.length < 2) return '';
  const variance = (values: readonly number[]) => sampleStandardDeviation(values) ** 2 / values.length;
  return Math.sqrt(variance(a) + variance(b));
}

main().catch((error: unknown) => {
  process.exitCode = reportError(error);
});
