import type { Architecture, Space } from './space';

/**
 * An architecture as numbers, as many for each of a space: what the space itself gives, else its tokens as one-hot rows.
 */
export function encodeArchitecture(space: Space, architecture: Architecture): number[] {
  if (space.encode !== undefined) return space.encode(architecture);
  return space
    .toTokens(architecture)
    .flatMap((token) => Array.from({ length: space.vocabulary }, (_, other) => (other === token ? 1 : 0)));
}

/** An architecture's graph as groups of numbers: what the space itself gives, else its features as the only group. */
export function encodeArchitectureGroups(
  space: Space,
  architecture: Architecture,
): readonly (readonly number[])[] {
  return space.encodeGroups?.(architecture) ?? [encodeArchitecture(space, architecture)];
}
