import type { Controller } from '../../../controller/controller';
import type { Evaluator } from '../../evaluators/evaluator';
import type { Architecture, Space } from '../../space/space';
import type { RowSink } from '../nao/log-rows';
import { createNaoSearch } from '../nao/nao-search';
import type { SearchSettings } from '../nao/phase';
import type { Objective, Searcher } from './searcher';

/** What the search by NAO starts from; it keeps account itself of what it has considered. */
export interface NaoSearcherOptions {
  readonly space: Space;
  /** What can be scored. */
  readonly scorable: Pick<Evaluator, 'supports' | 'domain'>;
  /** Its seed is the search's; it ends after `search.rounds`. */
  readonly config: SearchSettings;
  /** Its weights are set anew in each round. */
  readonly controller: Controller;
}

/**
 * The search of this project (paper, algorithm 1) behind the contract of its rivals: wound on until it would score, which
 * the caller does for it.
 */
export function createNaoSearcher({ space, scorable, config, controller }: NaoSearcherOptions): Searcher {
  /** Merits by text, of what was proposed last. */
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

/** An evaluator that scores what it has been told. */
function createReplayEvaluator(
  space: Space,
  scorable: Pick<Evaluator, 'supports' | 'domain'>,
  replayed: ReadonlyMap<string, Objective>,
): Evaluator {
  return {
    metric: { name: 'objective', direction: 'maximize' },
    dataDigest: '',
    unit: 'architectures',
    rescoresEachRound: false,
    domain: scorable.domain,
    supports: scorable.supports,
    stepsPerEpoch: 0,
    trainingSteps: () => 0,
    train() {
      throw new Error('nothing is trained');
    },
    score: (architecture) => ({ value: replayed.get(space.format(architecture)) ?? NaN, itemsScored: 0 }),
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

/** A search among many is told by its look-ups alone. */
const NOOP_SINK: RowSink = {
  training: () => undefined,
  controller: () => undefined,
  architecture: () => undefined,
  round: () => undefined,
};
