import type { Architecture, Space } from '../space/space';

/** All architectures that differ from this one in one token, position by position. */
export function findNeighbors(space: Space, architecture: Architecture): Architecture[][] {
  const tokens = space.toTokens(architecture);
  return tokens.map((token, position) => {
    const valid = space.validTokens(position, tokens[position - 1]);
    return valid
      .filter((other) => other !== token && canFollow(space, tokens, position, other))
      .map((other) => space.fromTokens(tokens.with(position, other)));
  });
}

/** True if the token after `position` may still stand where it does once `token` comes before it. */
function canFollow(space: Space, tokens: readonly number[], position: number, token: number): boolean {
  const next = position + 1;
  return next === tokens.length || space.validTokens(next, token).includes(tokens[next]);
}
