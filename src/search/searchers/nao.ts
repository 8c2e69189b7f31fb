import type { Controller } from '../../../controller/controller';
import type { Evaluator } from '../../evaluators/evaluator';
import type { Architecture, Space } from '../../space/space';
import { naoSearch } from '../nao/nao-search';
import type { SearchSettings } from '../nao/phase';
import type { RowSink } from '../nao/log-rows';
import type { Merit, Searcher } from './searcher';

/** What the search by NAO starts from; it keeps account itself of what it has considered. */
export interface NaoTask {
  readonly space: Space;
  /** What can be scored. */
  readonly known: Pick<Evaluator, 'knows' | 'all'>;
  /** Its seed is the search's; it ends after `search.rounds`. */
  readonly config: SearchSettings;
  /** Its weights are set anew in each round. */
  readonly controller: Controller;
}

/**
 * The search of this project (paper, algorithm 1) behind the contract of its rivals: wound on until it would score, which
 * the caller does for it.
 */
export function naoSearcher({ space, known, config, controller }: NaoTask): Searcher {
  /** Merits by text, of what was proposed last. */
  const heard = new Map<string, Merit>();
  const search = naoSearch({
    config,
    space,
    controller,
    evaluator: hearsay(space, known, heard),
    rows: NO_ROWS,
    say: () => undefined,
    clock: () => 0,
  });
  let proposed: readonly Architecture[] = [];

  return {
    propose() {
      while (!search.finished && search.state.phase !== 'score') search.step();
      const { candidates, pool } = search.state;
      proposed = search.finished
        ? []
        : pool
            .map((id) => candidates[id])
            .flatMap(({ architecture, result }) => (result ? [] : [architecture]));
      return proposed;
    },
    observe(merits) {
      heard.clear();
      proposed.forEach((architecture, i) => heard.set(space.format(architecture), merits[i]));
      const { round } = search.state;
      while (!search.finished && search.state.phase === 'score' && search.state.round === round)
        search.step();
    },
  };
}

/** An evaluator that scores what it has been told. */
function hearsay(
  space: Space,
  known: Pick<Evaluator, 'knows' | 'all'>,
  heard: ReadonlyMap<string, Merit>,
): Evaluator {
  return {
    metric: { name: 'merit', better: 'higher' },
    dataDigest: '',
    items: 'architectures',
    scoresDrift: false,
    all: known.all,
    knows: known.knows,
    stepsPerEpoch: 0,
    trainingSteps: () => 0,
    train() {
      throw new Error('nothing is trained');
    },
    score: (architecture) => ({ value: heard.get(space.format(architecture)) ?? NaN, itemsScored: 0 }),
    save: () => undefined,
    restore: () => undefined,
    dispose: () => undefined,
  };
}

/** A search among many is told by its look-ups alone. */
const NO_ROWS: RowSink = {
  training: () => undefined,
  controller: () => undefined,
  architecture: () => undefined,
  round: () => undefined,
};
