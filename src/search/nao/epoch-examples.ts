import type { Example } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { type Random, randomInteger } from '../../random';
import type { Architecture, Space } from '../../space/space';
import type { Observation } from './observation';
import { addPseudoLabeled } from './pseudo-labels';
import { createTokenizer } from './tokenizer';

/**
 * Creates the examples of one epoch of the controller: all observations, as many pseudo-labeled architectures drawn for this
 * epoch and, with `augmentSymmetric`, one symmetric architecture of each that has some.
 *
 * @param createStream creates the epoch's random stream of a part of the drawing
 */
export function createEpochExamples(
  space: Space,
  settings: Pick<SearchConfig['controller'], 'augmentSymmetric' | 'input'>,
  observations: readonly Observation[],
  pseudoLabeled: readonly Observation[],
  createStream: (part: 'twins' | 'pseudo-labeled') => Random,
): Example[] {
  const tokenize = createTokenizer(space, settings);
  const symmetryRandom = settings.augmentSymmetric ? createStream('twins') : undefined;
  const trained = addPseudoLabeled(observations, pseudoLabeled, createStream('pseudo-labeled'));
  return trained.flatMap(({ architecture, target }) => {
    const symmetric = symmetryRandom && sampleSymmetricArchitecture(space, architecture, symmetryRandom);
    const variants = symmetric === undefined ? [architecture] : [architecture, symmetric];
    return variants.map((variant) => ({ tokens: tokenize(variant), target }));
  });
}

/**
 * Samples a symmetric architecture for augmentation (Luo et al. 2018, NAO, section 3.2). A space lists the
 * symmetric architectures one swap away. Each of as many swaps is applied with probability 1/2, so every set
 * of swaps can occur.
 *
 * @returns the sample, which may be the architecture itself; undefined if it has no symmetric architecture
 */
export function sampleSymmetricArchitecture(
  space: Space,
  architecture: Architecture,
  random: Random,
): Architecture | undefined {
  const swapCount = space.symmetries(architecture).length;
  if (swapCount === 0) return undefined;
  let symmetric = architecture;
  for (let swap = 0; swap < swapCount; swap++) {
    if (random() < 0.5) continue;
    const swapped = space.symmetries(symmetric);
    symmetric = swapped[randomInteger(random, swapped.length)];
  }
  return symmetric;
}
