import type { CnnSupernetSettings } from '../../config/schema/supernet';
import { cosineDecay } from '../../networks/cosine-schedule';
import { createRandomStream } from '../../random';
import type { Architecture, Space } from '../../space/space';

/** Exponents of the smallest and of the largest network (DYNAS, Jeon et al., CVPR 2025). */
const EXPONENTS = { smallest: 4, largest: 1 / 4 };

/** Random architectures whose smallest and largest network bound the sizes of a space. */
const SIZE_SAMPLE = 1000;

type Settings = Pick<CnnSupernetSettings, 'learningRate' | 'learningRateEnd' | 'learningRateDecay'>;

/** Returns the learning rate of a step. @param progress of the decay, from 0 to 1 */
export type LearningRate = (progress: number, architecture: Architecture) => number;

/**
 * Creates the learning rate's decay from the start to the end rate: along half a cosine, or by the size of the network. The latter
 * is `(1 - progress)^exponent`, with an exponent that is linear in the logarithm of the parameters, so that large networks, which
 * need more training, learn faster at the end (DYNAS, Jeon et al., CVPR 2025).
 *
 * @param countParameters of an architecture's network
 */
export function createLearningRate(
  { learningRate: start, learningRateEnd: end, learningRateDecay }: Settings,
  space: Space,
  seed: number,
  countParameters: (architecture: Architecture) => number,
): LearningRate {
  if (learningRateDecay === 'cosine') return (progress) => cosineDecay(start, end, progress);
  const random = createRandomStream(seed, 'network-sizes');
  const sizes = Array.from({ length: SIZE_SAMPLE }, () => Math.log(countParameters(space.sample(random))));
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  return (progress, architecture) => {
    const size = Math.min(largest, Math.max(smallest, Math.log(countParameters(architecture))));
    const share = largest > smallest ? (size - smallest) / (largest - smallest) : 0.5;
    const exponent = EXPONENTS.smallest + (EXPONENTS.largest - EXPONENTS.smallest) * share;
    return end + (start - end) * (1 - progress) ** exponent;
  };
}
