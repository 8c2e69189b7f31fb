import fs from 'node:fs';
import path from 'node:path';
import type { TrainConfig } from '../../config/load-train';
import { getSetting } from '../../config/merge';
import type { SearchConfig } from '../../config/schema/search';
import { isSettingUsed } from '../../config/used-settings';
import { InputError, UserError } from '../../errors';
import { rankArchitectures } from '../../report/ranking';
import { readRunFiles } from '../../report/run-files';
import { readSearchRun, readTrainingRun } from '../../run/folder';
import { readRunState, type RunState } from '../../run/run-state';
import { escapeInvisible } from '../output/message';
import type { Output } from '../output/output';
import { formatBest, formatProgress, formatTime, nameRunState } from '../output/run-facts';

/** Number of the best architectures that are shown. */
const TOP_COUNT = 5;

/** Settings that a user asks for first, of which a run has some. */
const SHOWN_SETTINGS = [
  'space.nodes',
  'data.dir',
  'search.poolSize',
  'search.newPerRound',
  'search.topK',
  'architecture.name',
  'architecture.text',
  'supernet.cellsPerStack',
  'supernet.channels',
  'rnn.hiddenSize',
  'child.cellsPerStack',
  'child.channels',
  'child.epochs',
  'rnnChild.hiddenSize',
  'rnnChild.epochs',
  'rnn.epochs',
  'controller.predictor',
];

/** Files and folders of a run that a user opens or passes on. */
const SHOWN_FILES = [
  'report.html',
  'best.json',
  'result.json',
  'export',
  'architectures.csv',
  'epochs.csv',
  'config.yaml',
];

/** Runs `nao show`: prints what a run is, one fact per line. @throws InputError if the folder is not a run folder */
export async function runShowCommand(dir: string, output: Output): Promise<void> {
  const folder = path.normalize(dir);
  const state = readRunState(folder);
  if (state === undefined) {
    throw new InputError(`${dir} is not a run folder: 'nao ls' lists the runs in this folder`);
  }
  const run = await readRun(state);
  const settings = run === undefined ? {} : listSettings(run.config);
  const isSearch = state.task === 'search';
  const architectures = isSearch ? ((await ifReadable(() => listBestArchitectures(folder))) ?? []) : [];
  const files = SHOWN_FILES.filter((file) => fs.existsSync(path.join(folder, file))).map((file) =>
    path.join(folder, file),
  );
  const { mode, space, data, seed, holder, damage } = state;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['run', folder],
    ['kind', `${state.task}${mode === undefined ? '' : `, mode ${mode}`}`],
    ['state', `${state.status}${holder === undefined ? '' : ` (${holder})`}, ${formatProgress(state)}`],
    ['damage', damage],
    ['best', formatBest(state)],
    ['space', space],
    ['data', data],
    ['seed', seed === undefined ? undefined : String(seed)],
    ...Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
    ['written by', run && `nao ${run.record.nao} on the ${run.record.device}, ${run.record.threads} threads`],
    ['changed', formatTime(state.changedAt)],
    ...architectures.map(
      ({ rank, score, architecture }) => [`best ${rank}`, `${score}  ${architecture}`] as const,
    ),
    ...files.map((file, i) => [i === 0 ? 'files' : '', file] as const),
  ];
  const shown = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length)) + 2;
  output.result(
    shown.map(([name, fact]) => `${(name === '' ? '' : `${name}:`).padEnd(width)}${escapeInvisible(fact)}`),
    {
      ...nameRunState(state),
      settings,
      nao: run?.record.nao,
      device: run?.record.device,
      architectures,
      files,
    },
  );
}

type Run = ReturnType<typeof readSearchRun> | ReturnType<typeof readTrainingRun>;

/** Reads settings and record; undefined if they are damaged, or of another version. */
function readRun({ folder, task }: RunState): Promise<Run | undefined> {
  return ifReadable(() => (task === 'train' ? readTrainingRun(folder) : readSearchRun(folder)));
}

/** Returns undefined if a part of a run cannot be read: the state says what is wrong, and the other parts are shown. */
async function ifReadable<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Returns the shown settings that the run uses and that are not empty. */
function listSettings(config: SearchConfig | TrainConfig): Record<string, unknown> {
  const isUsed = (name: string): boolean =>
    !('mode' in config) ||
    isSettingUsed(name, { mode: config.mode, space: config.space.name, table: config.table.file });
  return Object.fromEntries(
    SHOWN_SETTINGS.filter(isUsed)
      .map((name): [string, unknown] => [name, getSetting({ ...config }, name)])
      .filter(([, value]) => value !== undefined && value !== ''),
  );
}

interface BestArchitecture {
  readonly rank: number;
  readonly id: number;
  readonly score: number;
  readonly origin: string;
  readonly architecture: string;
}

async function listBestArchitectures(folder: string): Promise<BestArchitecture[]> {
  const ranked = rankArchitectures(await readRunFiles(folder))?.ranked ?? [];
  return ranked.slice(0, TOP_COUNT).map(({ id, score, origin, architecture }, i) => ({
    rank: i + 1,
    id: Number(id),
    score,
    origin,
    architecture,
  }));
}
