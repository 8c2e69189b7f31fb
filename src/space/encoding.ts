import type { Architecture, Space } from './space';

/**
 * An architecture as numbers, as many for each of a space: what the space itself gives, else its tokens as one-hot rows.
 */
export function featuresOf(space: Space, architecture: Architecture): number[] {
  if (space.features !== undefined) return space.features(architecture);
  return space
    .toTokens(architecture)
    .flatMap((token) => Array.from({ length: space.vocabulary }, (_, other) => (other === token ? 1 : 0)));
}

/** An architecture's graph as groups of numbers: what the space itself gives, else its features as the only group. */
export function structureOf(space: Space, architecture: Architecture): readonly (readonly number[])[] {
  return space.structure?.(architecture) ?? [featuresOf(space, architecture)];
}
