import { createPolicy, type PolicySettings } from '../../controller/reinforce-policy';
import { createController } from '../../controller/nao-controller';
import type { SearchConfig } from '../config/schema/search';
import type { Evaluator } from '../evaluators/evaluator';
import { stream } from '../random';
import { considered } from '../search/seen';
import { evolutionSearcher } from '../search/searchers/evolution';
import { type BayesianSettings, gaussianProcessSearcher } from '../search/searchers/bayesian';
import { localSearcher } from '../search/searchers/local-search';
import { naoSearcher } from '../search/searchers/nao';
import { randomSearcher } from '../search/searchers/random';
import { reinforceSearcher } from '../search/searchers/reinforce';
import type { Searcher, SearchTask } from '../search/searchers/searcher';
import type { Space } from '../space/space';
import { unknownName } from '../errors';

/** What a comparison's searches are about. */
export interface Setting {
  readonly space: Space;
  /** What can be scored. */
  readonly known: Pick<Evaluator, 'knows' | 'all'>;
  /** Settings of NAO itself, and of the rivals that have some. */
  readonly config: SearchConfig;
}

/** Starts one search after the other; its graph is loaded once. */
export interface OpenedSearcher {
  start(seed: number): Searcher;
  dispose(): void;
}

/** Searchers by name, in the order in which tables and plots show them. */
const SEARCHERS = {
  nao: openNao,
  random: openRival(randomSearcher),
  evolution: openRival((task) => evolutionSearcher(task)),
  local: openRival(localSearcher),
  gp: openGaussianProcess,
  reinforce: openReinforce,
} satisfies Record<string, (setting: Setting) => OpenedSearcher>;

export type SearcherName = keyof typeof SEARCHERS;

export const SEARCHER_NAMES = Object.keys(SEARCHERS) as SearcherName[];

/** Searchers that compute with TensorFlow. */
const COMPILED: ReadonlySet<SearcherName> = new Set(['nao', 'reinforce']);

export function needsTensorFlow(name: SearcherName): boolean {
  return COMPILED.has(name);
}

/** @throws InputError if there is none of that name, naming the nearest */
export function searcherName(text: string): SearcherName {
  const name = SEARCHER_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  throw unknownName('searcher', text, SEARCHER_NAMES);
}

/** @throws EnvironmentError where the native library is missing that it computes with */
export function openSearcher(name: SearcherName, setting: Setting): OpenedSearcher {
  return SEARCHERS[name](setting);
}

function taskOf({ space, known }: Setting, seed: number): SearchTask {
  return { space, considered: considered(space, known, []), stream: (...name) => stream(seed, ...name) };
}

function openRival(create: (task: SearchTask) => Searcher): (setting: Setting) => OpenedSearcher {
  return (setting) => ({ start: (seed) => create(taskOf(setting, seed)), dispose: () => undefined });
}

/** More rounds than any budget has; the budget ends the search. */
const ROUNDS = 1_000_000;

function openNao({ space, known, config }: Setting): OpenedSearcher {
  const controller = createController(space, config.controller);
  return {
    start: (seed) =>
      naoSearcher({
        space,
        known,
        config: { ...config, seed, search: { ...config.search, rounds: ROUNDS } },
        controller,
      }),
    dispose: () => controller.dispose(),
  };
}

function openGaussianProcess(setting: Setting): OpenedSearcher {
  const { gpTargets, gpLengthScale, gpNoise, gpExploration } = setting.config.rivals;
  const settings: BayesianSettings = {
    starts: 20,
    batch: 5,
    candidates: 5000,
    targets: gpTargets,
    lengthScale: gpLengthScale,
    noise: gpNoise,
    exploration: gpExploration,
  };
  return openRival((task) => gaussianProcessSearcher(task, settings))(setting);
}

/** Sizes as ENAS has them, about. */
const POLICY: Omit<PolicySettings, 'learningRate'> = { embedding: 32, hidden: 64, clipNorm: 5 };

function openReinforce(setting: Setting): OpenedSearcher {
  const policy = createPolicy(setting.space, {
    ...POLICY,
    learningRate: setting.config.rivals.reinforceLearningRate,
  });
  return {
    start: (seed) => reinforceSearcher(taskOf(setting, seed), policy),
    dispose: () => policy.dispose(),
  };
}
