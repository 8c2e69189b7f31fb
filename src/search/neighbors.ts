import type { Architecture, Space } from '../space/space';

/** Returns all architectures that differ from this one in exactly one token, grouped by position. */
export function findNeighbors(space: Space, architecture: Architecture): Architecture[][] {
  const tokens = space.toTokens(architecture);
  return tokens.map((token, position) => {
    const valid = space.validTokens(position, tokens[position - 1]);
    return valid
      .filter((other) => other !== token && isNextTokenValid(space, tokens, position, other))
      .map((other) => space.fromTokens(tokens.with(position, other)));
  });
}

/** Returns true if the token after `position` stays valid when `token` replaces the one at `position`. */
function isNextTokenValid(space: Space, tokens: readonly number[], position: number, token: number): boolean {
  const next = position + 1;
  return next === tokens.length || space.validTokens(next, token).includes(tokens[next]);
}
