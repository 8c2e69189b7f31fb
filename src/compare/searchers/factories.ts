import { createController } from '../../../controller/nao-controller';
import { createPolicy, type PolicySettings } from '../../../controller/reinforce-policy';
import type { SearchConfig } from '../../config/schema/search';
import { createUnknownNameError } from '../../errors';
import type { Evaluator } from '../../evaluators/evaluator';
import { type BayesianSettings, createBayesianSearcher } from '../../search/searchers/bayesian';
import { createEvolutionSearcher } from '../../search/searchers/evolution';
import { createLocalSearcher } from '../../search/searchers/local-search';
import { createNaoSearcher } from '../../search/searchers/nao';
import { createRandomSearcher } from '../../search/searchers/random';
import { createReinforceSearcher } from '../../search/searchers/reinforce';
import { createSearchContext, type SearchContext, type Searcher } from '../../search/searchers/searcher';
import type { Space } from '../../space/space';

/** What a comparison's searches are about. */
export interface SearcherFactoryOptions {
  readonly space: Space;
  /** What can be scored. */
  readonly scorable: Pick<Evaluator, 'supports' | 'domain'>;
  /** Settings of NAO itself, and of the rivals that have some. */
  readonly config: SearchConfig;
}

/** Starts one search after the other; its graph is loaded once. */
export interface SearcherFactory {
  create(seed: number): Searcher;
  dispose(): void;
}

/** Searchers by name, in the order in which tables and plots show them. */
const SEARCHER_FACTORIES = {
  nao: createNaoFactory,
  random: createBaselineFactory(createRandomSearcher),
  evolution: createBaselineFactory((context) => createEvolutionSearcher(context)),
  local: createBaselineFactory(createLocalSearcher),
  gp: createBayesianFactory,
  reinforce: createReinforceFactory,
} satisfies Record<string, (options: SearcherFactoryOptions) => SearcherFactory>;

export type SearcherName = keyof typeof SEARCHER_FACTORIES;

export const SEARCHER_NAMES = Object.keys(SEARCHER_FACTORIES) as SearcherName[];

/** Searchers that compute with TensorFlow. */
const TENSORFLOW_SEARCHERS: ReadonlySet<SearcherName> = new Set(['nao', 'reinforce']);

export function needsTensorFlow(name: SearcherName): boolean {
  return TENSORFLOW_SEARCHERS.has(name);
}

/** @throws InputError if there is none of that name, naming the nearest */
export function parseSearcherName(text: string): SearcherName {
  const name = SEARCHER_NAMES.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw createUnknownNameError('searcher', text, SEARCHER_NAMES);
}

/** @throws EnvironmentError where the native library is missing that it computes with */
export function createSearcherFactory(name: SearcherName, options: SearcherFactoryOptions): SearcherFactory {
  return SEARCHER_FACTORIES[name](options);
}

function createBaselineFactory(
  create: (context: SearchContext) => Searcher,
): (options: SearcherFactoryOptions) => SearcherFactory {
  return ({ space, scorable }) => ({
    create: (seed) => create(createSearchContext(space, scorable, seed)),
    dispose: () => undefined,
  });
}

/** More rounds than any budget has; the budget ends the search. */
const UNLIMITED_ROUNDS = 1_000_000;

function createNaoFactory({ space, scorable, config }: SearcherFactoryOptions): SearcherFactory {
  const controller = createController(space, config.controller);
  return {
    create: (seed) =>
      createNaoSearcher({
        space,
        scorable,
        config: { ...config, seed, search: { ...config.search, rounds: UNLIMITED_ROUNDS } },
        controller,
      }),
    dispose: () => controller.dispose(),
  };
}

function createBayesianFactory(options: SearcherFactoryOptions): SearcherFactory {
  const { gpTargets, gpLengthScale, gpNoise, gpUcbBeta } = options.config.baselines;
  const settings: BayesianSettings = {
    initialSamples: 20,
    batchSize: 5,
    acquisitionSamples: 5000,
    targets: gpTargets,
    lengthScale: gpLengthScale,
    noise: gpNoise,
    ucbBeta: gpUcbBeta,
  };
  return createBaselineFactory((context) => createBayesianSearcher(context, settings))(options);
}

/** Sizes as ENAS has them, about. */
const POLICY_SETTINGS: Omit<PolicySettings, 'learningRate'> = {
  embeddingSize: 32,
  hiddenSize: 64,
  clipNorm: 5,
};

function createReinforceFactory(options: SearcherFactoryOptions): SearcherFactory {
  const policy = createPolicy(options.space, {
    ...POLICY_SETTINGS,
    learningRate: options.config.baselines.reinforceLearningRate,
  });
  return {
    create: (seed) =>
      createReinforceSearcher(createSearchContext(options.space, options.scorable, seed), policy),
    dispose: () => policy.dispose(),
  };
}
