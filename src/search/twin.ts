import { type Random, integer } from '../random';
import type { Architecture, Space } from '../space/space';

/**
 * A random symmetric twin (paper, section 3.2: the counterparts are trained on too), or undefined where the
 * architecture has none. A space gives the twins one swap away; each of as many steps as there are swaps is taken with
 * probability 1/2, so that any set of swaps may come out. It may be the architecture itself.
 */
export function randomTwin(
  space: Space,
  architecture: Architecture,
  random: Random,
): Architecture | undefined {
  const swaps = space.twins(architecture).length;
  if (swaps === 0) return undefined;
  let twin = architecture;
  for (let swap = 0; swap < swaps; swap++) {
    if (random() < 0.5) continue;
    const near = space.twins(twin);
    twin = near[integer(random, near.length)];
  }
  return twin;
}
