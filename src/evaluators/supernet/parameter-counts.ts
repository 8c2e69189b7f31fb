import type { Architecture, ClassifierSize, Space } from '../../space/space';

/** Returns a function that counts an architecture's parameters, each architecture object once. */
export function createParameterCounter(
  space: Space,
  size: ClassifierSize,
): (architecture: Architecture) => number {
  // A training step needs the counts of the whole pool, whose architectures stay the same objects.
  const counts = new WeakMap<Architecture, number>();
  return (architecture) => {
    if (space.countParameters === undefined) throw new Error(`the space ${space.name} counts no parameters`);
    const count = counts.get(architecture) ?? space.countParameters(architecture, size);
    counts.set(architecture, count);
    return count;
  };
}
