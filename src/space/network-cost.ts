import type { Architecture, Space } from './space';

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

function formatMillions(count: number): string {
  const number = count / 1e6;
  return `${number >= 100 ? Math.round(number) : number.toPrecision(3)} million`;
}
