import type { Architecture, NetworkCost, Space } from './space';

/** Costs that a search can limit or minimize. */
export const COST_NAMES = ['parameters', 'multiply-adds'] as const;
export type CostName = (typeof COST_NAMES)[number];

/** Returns one of the costs of a network. */
export function getCost({ parameters, multiplyAdds }: NetworkCost, name: CostName): number {
  return name === 'parameters' ? parameters : multiplyAdds;
}

/** Describes the cost of an architecture in its space's reference network; undefined if the space has none. */
export function describeNetworkCost(
  { referenceNetwork }: Pick<Space, 'referenceNetwork'>,
  architecture: Architecture,
): string | undefined {
  if (referenceNetwork === undefined) return undefined;
  const { parameters, multiplyAdds } = referenceNetwork.computeCost(architecture);
  return (
    `${formatMillions(parameters)} parameters, ${formatMillions(multiplyAdds)} multiply-adds an image ` +
    `(${referenceNetwork.description})`
  );
}

/** Formats with three digits, such as `3.47 million`. */
function formatMillions(count: number): string {
  const number = count / 1e6;
  return `${number >= 100 ? Math.round(number) : number.toPrecision(3)} million`;
}
