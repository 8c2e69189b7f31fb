import { createController } from '../../../controller/nao-controller';
import { createPolicy, type PolicySettings } from '../../../controller/reinforce-policy';
import type { SearchConfig } from '../../config/schema/search';
import { createUnknownNameError } from '../../errors';
import { limitCosts } from '../../search/cost-limits';
import { type BayesianSettings, createBayesianSearcher } from '../../search/searchers/bayesian';
import { createEvolutionSearcher } from '../../search/searchers/evolution';
import { createLocalSearcher } from '../../search/searchers/local-search';
import { createNaoSearcher } from '../../search/searchers/nao';
import { createRandomSearcher } from '../../search/searchers/random';
import { createReinforceSearcher } from '../../search/searchers/reinforce';
import { createSearchContext, type SearchContext, type Searcher } from '../../search/searchers/searcher';
import type { Scorable } from '../../search/seen';
import type { Space } from '../../space/space';

/** Options shared by the searches of a comparison. */
export interface SearcherFactoryOptions {
  readonly space: Space;
  /** Architectures that can be scored. */
  readonly scorable: Scorable;
  /** Settings of NAO and of the baselines. */
  readonly config: SearchConfig;
}

/** Creates one searcher after another. Its TensorFlow graph, if any, is loaded once. */
export interface SearcherFactory {
  create(seed: number): Searcher;
  dispose(): void;
}

/** Searchers by name, in the order of tables and plots. */
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

/** Returns true if the searcher computes with TensorFlow. */
export function needsTensorFlow(name: SearcherName): boolean {
  return TENSORFLOW_SEARCHERS.has(name);
}

/** @throws InputError if the name is unknown, suggesting the nearest */
export function parseSearcherName(text: string): SearcherName {
  const name = SEARCHER_NAMES.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw createUnknownNameError('searcher', text, SEARCHER_NAMES);
}

/**
 * Creates the factory of a searcher. No searcher sees architectures over the limits of `search.objectives`.
 *
 * @throws EnvironmentError if the searcher needs TensorFlow and its native library is missing
 */
export function createSearcherFactory(name: SearcherName, options: SearcherFactoryOptions): SearcherFactory {
  const { scorable, space, config } = options;
  const { objectives } = config.search;
  return SEARCHER_FACTORIES[name]({ ...options, scorable: limitCosts(scorable, space, objectives) });
}

function createBaselineFactory(
  create: (context: SearchContext) => Searcher,
): (options: SearcherFactoryOptions) => SearcherFactory {
  return ({ space, scorable }) => ({
    create: (seed) => create(createSearchContext(space, scorable, seed)),
    dispose: () => undefined,
  });
}

/** More rounds than any budget allows, so that the budget ends the search. */
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

/** Roughly the sizes of ENAS (Pham et al. 2018). */
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
