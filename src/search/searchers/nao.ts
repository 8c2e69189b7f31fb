import type { Controller } from '../../../controller/controller';
import type { Evaluator } from '../../evaluators/evaluator';
import type { Architecture, Space } from '../../space/space';
import type { RowSink } from '../nao/log-rows';
import { createNaoSearch } from '../nao/nao-search';
import type { SearchSettings } from '../nao/phase';
import type { Scorable } from '../seen';
import type { Objective, Searcher } from './searcher';

/** Options of the NAO searcher. It has its own de-duplication. */
export interface NaoSearcherOptions {
  readonly space: Space;
  /** Architectures that can be scored. */
  readonly scorable: Scorable;
  /** Includes the seed of the search, which ends after `search.rounds`. */
  readonly config: SearchSettings;
  /** Its weights are initialized in each round. */
  readonly controller: Controller;
}

/**
 * Adapts the search of NAO (Luo et al. 2018, algorithm 1) to the `Searcher` interface of the baselines. The
 * search advances to its scoring phase, and the caller takes the scores.
 */
export function createNaoSearcher({ space, scorable, config, controller }: NaoSearcherOptions): Searcher {
  /** Objectives of the last proposal, by the architecture's text. */
  const replayed = new Map<string, Objective>();
  const search = createNaoSearch({
    config,
    space,
    controller,
    evaluator: createReplayEvaluator(space, scorable, replayed),
    rows: NOOP_SINK,
    log: () => undefined,
    clock: () => 0,
  });
  let proposed: readonly Architecture[] = [];

  return {
    ask() {
      while (!search.finished && search.state.phase !== 'score') search.step();
      const { candidates, pool } = search.state;
      proposed = search.finished
        ? []
        : pool
            .map((id) => candidates[id])
            .flatMap(({ architecture, result }) => (result ? [] : [architecture]));
      return proposed;
    },
    tell(objectives) {
      replayed.clear();
      proposed.forEach((architecture, i) => replayed.set(space.format(architecture), objectives[i]));
      const { round } = search.state;
      while (!search.finished && search.state.phase === 'score' && search.state.round === round)
        search.step();
    },
  };
}

/** Creates an evaluator that replays the objectives given to `tell`. */
function createReplayEvaluator(
  space: Space,
  scorable: Scorable,
  replayed: ReadonlyMap<string, Objective>,
): Evaluator {
  return {
    metric: { name: 'objective', direction: 'maximize' },
    dataDigest: '',
    unit: 'architectures',
    rescoresEachRound: false,
    domain: scorable.domain,
    supports: (architecture) => scorable.supports(architecture),
    stepsPerEpoch: 0,
    trainingSteps: () => 0,
    train() {
      throw new Error('the replay evaluator has no training steps');
    },
    score: (architecture) => ({ value: replayed.get(space.format(architecture)) ?? NaN, itemsScored: 0 }),
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

/** Discards all log rows: a compared search is recorded by its queries. */
const NOOP_SINK: RowSink = {
  training: () => undefined,
  controller: () => undefined,
  architecture: () => undefined,
  child: () => undefined,
  round: () => undefined,
};
