import type { ResolvedArchitecture } from '../../run/resolve-architecture';
import type { Output } from '../output/output';

/** Says which space an architecture's text was read as, if the user did not. */
export function reportAssumedSpace({ space, isSpaceAssumed }: ResolvedArchitecture, output: Output): void {
  if (isSpaceAssumed)
    output.progress(`read as an architecture of space ${space.name}; --space names another`);
}
