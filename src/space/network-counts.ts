import type { CnnSpace } from './cnn-cells';
import { countNetwork, type Counts, type NetworkSize } from './counts';
import type { Architecture, Space } from './space';

/** The network that the paper trains on CIFAR-10 in the end (section 4.1) and whose parameters its tables give. */
export const PAPER_NETWORK: NetworkSize = {
  layers: 6,
  channels: 36,
  height: 32,
  width: 32,
  imageChannels: 3,
  classes: 10,
  cellOutput: 'concatenated',
};

/**
 * Size and cost of an architecture in `PAPER_NETWORK`, in words that name that network.
 *
 * @returns undefined where the space's architectures are no cells of such a network
 */
export function paperCounts(space: Space, architecture: Architecture): string | undefined {
  if (!isCnn(space)) return undefined;
  const { parameters, multiplyAdds }: Counts = countNetwork(space.cells(architecture), PAPER_NETWORK);
  const { layers, channels, height, width } = PAPER_NETWORK;
  return (
    `${millions(parameters)} parameters, ${millions(multiplyAdds)} multiply-adds an image ` +
    `(network of N = ${layers}, F = ${channels} for CIFAR-10, ${height}x${width}, without auxiliary head)`
  );
}

function isCnn(space: Space): space is CnnSpace {
  return 'cells' in space;
}

function millions(count: number): string {
  const number = count / 1e6;
  return `${number >= 100 ? Math.round(number) : number.toPrecision(3)} million`;
}
