import type { SearchConfig } from '../config/schema/search';
import type { FinalMetric, Metric } from '../evaluators/evaluator';
import type { BestArchitecture } from '../run/best';
import type { Space } from '../space/space';
import type { BestCandidate } from './nao/pool';
import { describeChoice, isScoreAlone } from './objectives';

/** What the best architecture was found with. */
export interface BestContext {
  readonly config: Pick<SearchConfig, 'mode' | 'seed' | 'search'>;
  readonly metric: Metric;
  readonly space: Space;
}

/**
 * Returns the contents of best.json.
 *
 * @param reported final metric, once it is known
 */
export function createBestRecord(
  best: BestCandidate,
  { config, metric, space }: BestContext,
  reported: FinalMetric | undefined,
): BestArchitecture {
  const { id, architecture, score, round, origin } = best;
  return {
    id,
    architecture: space.format(architecture),
    score,
    round,
    origin,
    metric: metric.name,
    ...describeCosts(best, config, metric, space),
    ...(config.mode === 'custom' ? { direction: metric.direction } : {}),
    ...(reported === undefined ? {} : { reported }),
  };
}

/** Returns the entries that a search with objectives beside the score has. */
function describeCosts(
  { architecture, front }: BestCandidate,
  { search: { objectives } }: BestContext['config'],
  metric: Metric,
  space: Space,
): Pick<BestArchitecture, 'rule' | 'cost' | 'front'> {
  const { referenceNetwork } = space;
  if (isScoreAlone(objectives) || referenceNetwork === undefined) return {};
  return {
    rule: describeChoice(objectives, metric),
    cost: { ...referenceNetwork.computeCost(architecture), network: referenceNetwork.description },
    ...(front && {
      front: front.members.map((member) => ({
        id: member.id,
        architecture: space.format(member.architecture),
        score: member.score,
        ...referenceNetwork.computeCost(member.architecture),
      })),
    }),
  };
}
