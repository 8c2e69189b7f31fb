import type { Architecture, Space } from './space';

/** Encodes an architecture with the space's own features, or else with its tokens as one-hot rows. */
export function encodeArchitecture(space: Space, architecture: Architecture): number[] {
  if (space.encode !== undefined) return space.encode(architecture);
  return space
    .toTokens(architecture)
    .flatMap((token) => Array.from({ length: space.vocabulary }, (_, other) => (other === token ? 1 : 0)));
}

/** Encodes an architecture with the space's own feature groups, or else with all its features as a single group. */
export function encodeArchitectureGroups(
  space: Space,
  architecture: Architecture,
): readonly (readonly number[])[] {
  return space.encodeGroups?.(architecture) ?? [encodeArchitecture(space, architecture)];
}
