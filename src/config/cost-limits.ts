import type { CostName } from '../space/network-cost';
import type { Objectives } from './schema/objectives';

/** Largest allowed cost of an architecture. */
export interface CostLimit {
  readonly cost: CostName;
  readonly max: number;
  /** Full name of the setting. */
  readonly setting: string;
}

/** Lists the limits that are set. */
export function listCostLimits({
  maxParameters,
  maxMultiplyAdds,
}: Omit<Objectives, 'minimize'>): CostLimit[] {
  const limits: CostLimit[] = [
    { cost: 'parameters', max: maxParameters, setting: 'search.objectives.maxParameters' },
    { cost: 'multiply-adds', max: maxMultiplyAdds, setting: 'search.objectives.maxMultiplyAdds' },
  ];
  return limits.filter(({ max }) => max > 0);
}

/** Formats limits, such as `at most 3500000 parameters`. */
export function formatCostLimits(limits: readonly CostLimit[]): string {
  return `at most ${limits.map(({ cost, max }) => `${max} ${cost}`).join(' and ')}`;
}
