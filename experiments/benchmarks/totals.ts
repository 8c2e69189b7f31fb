import { stringify } from 'csv-stringify/sync';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePositiveInteger } from '../../src/cli/arguments/parse-options';
import { readRunFiles, type RunFiles } from '../../src/report/run-files';
import { parseCsvNumber } from '../../src/run/csv';
import { drawPanels } from './support/panels';
import { runProgram } from './support/run-program';

/** The surrogates that a search may choose by, with their settings. */
const SURROGATES = {
  network: [
    'controller.predictor=network',
    'controller.targets=scores',
    'search.ucbBeta=0',
    'search.acquisitionSamples=0',
  ],
  gp: ['controller.predictor=gp'],
} as const;
export type Surrogate = keyof typeof SURROGATES;

/** Fewer images than preset quick has, so that the number of architectures decides. */
const FEW_IMAGES = ['data.trainImages=5000', 'supernet.evalImages=500'];

/** Parts of a search's time, in seconds. `rest` is all else: start-up, the surrogate's fit, proposals, checkpoints and logs. */
export interface Parts {
  readonly total_s: number;
  readonly training_s: number;
  readonly scores_s: number;
  readonly controller_s: number;
  readonly rest_s: number;
}

/** A measured search. */
export interface MeasuredSearch extends Parts {
  readonly surrogate: Surrogate;
  /** Architectures in the pool. Half of them are replaced after the first round. */
  readonly pool: number;
  /** Scores in both rounds. */
  readonly scores: number;
}

/** A search that takes longer, in seconds, is given up. */
const LONGEST_SEARCH = 3600;

/**
 * Benchmark of how the time of a whole search grows with its number of architectures: searches of two rounds with shared weights, of
 * preset quick in space cnn, with fewer images. It writes `totals.csv` and `totals.svg`.
 *
 * `--out DIR` (default `.`); `--pools 50,100,200,400,800`, sizes of the pool, of which half are replaced after the first round;
 * `--set NAME=VALUE`, changes of the preset.
 */
export async function bench(argv: readonly string[]): Promise<Record<string, number | string>> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string', default: '.' },
      pools: { type: 'string', default: '50,100,200,400,800' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const pools = values.pools.split(',').map((size) => parsePositiveInteger(size, '--pools'));
  fs.mkdirSync(values.out, { recursive: true });
  const [csv, svg] = ['csv', 'svg'].map((ending) => path.join(values.out, `totals.${ending}`));
  const searches: MeasuredSearch[] = [];
  for (const surrogate of Object.keys(SURROGATES) as Surrogate[]) {
    for (const pool of pools) {
      searches.push(await measureSearch(surrogate, pool, values.set));
      // After each search: a stopped run keeps what it has measured.
      fs.writeFileSync(csv, stringify(searches, { header: true }));
    }
  }
  fs.writeFileSync(svg, drawTotals(searches));
  return { searches: searches.length, csv, svg };
}

/** Runs a search in a process of its own and reads where its time went. */
async function measureSearch(
  surrogate: Surrogate,
  pool: number,
  set: readonly string[],
): Promise<MeasuredSearch> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nao-totals-'));
  try {
    const run = path.join(folder, 'run');
    const replaced = Math.ceil(pool / 2);
    const settings = [
      ...FEW_IMAGES,
      ...SURROGATES[surrogate],
      `search.poolSize=${pool}`,
      `search.topK=${replaced}`,
      `search.newPerRound=${replaced}`,
      ...set,
    ];
    const argv = ['search', '--mode', 'ws', '--preset', 'quick', '--seed', '1', '--quiet', '--out', run];
    const program = path.join(__dirname, '..', '..', 'src', 'cli', 'nao.js');
    const before = performance.now();
    await runProgram(program, [...argv, ...settings.flatMap((one) => ['--set', one])], LONGEST_SEARCH);
    const seconds = (performance.now() - before) / 1000;
    const files = await readRunFiles(run);
    const parts = divideTime(files, seconds);
    return { surrogate, pool, scores: files.architectures.rows.length, ...parts };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Divides the seconds of a search by its logs. */
export function divideTime(
  { training, architectures, controller }: Pick<RunFiles, 'training' | 'architectures' | 'controller'>,
  seconds: number,
): Parts {
  const sum = (rows: readonly Readonly<Record<string, string>>[]): number =>
    rows.reduce((total, row) => total + (parseCsvNumber(row.seconds) ?? NaN), 0);
  // A round's rows of the controller have its time so far.
  const lastOfRounds = controller.rows.filter(({ round }, i) => controller.rows[i + 1]?.round !== round);
  const [trained, scored, learned] = [sum(training.rows), sum(architectures.rows), sum(lastOfRounds)];
  return {
    total_s: seconds,
    training_s: trained,
    scores_s: scored,
    controller_s: learned,
    rest_s: seconds - trained - scored - learned,
  };
}

/** Draws the parts of each search's time against its pool: a panel for each surrogate. */
export function drawTotals(searches: readonly MeasuredSearch[]): string {
  const parts = ['total_s', 'training_s', 'scores_s', 'controller_s', 'rest_s'] as const;
  const panels = (Object.keys(SURROGATES) as Surrogate[]).map((surrogate) => ({
    x: `architectures in the pool (${surrogate})`,
    y: 'seconds',
    lines: parts.map((part) => ({
      name: part.replace(/_s$/, ''),
      points: searches
        .filter((search) => search.surrogate === surrogate)
        .map((search): [number, number] => [search.pool, search[part]]),
    })),
  }));
  return drawPanels('Time of a search with shared weights', [panels], 'totals');
}
