import type { Architecture } from '../space';

/**
 * Lists the symmetric architectures one step away: two adjacent nodes swapped, of which the second must not read the
 * first. Such steps lead from each valid order of the nodes to every other.
 *
 * NAO (Luo et al. 2018, section 3.2) swaps a node's two branches instead. A node of a recurrent cell has only one input.
 */
export function listAdjacentNodeSwaps(architecture: Architecture): Architecture[] {
  const swaps: Architecture[] = [];
  // Node 0 is the root and stays first.
  for (let node = 1; 2 * node + 2 < architecture.length; node++) {
    const reads = architecture[2 * node + 1];
    if (reads === node) continue;
    const swap = swapWithNext(architecture, node);
    if (swap.some((value, position) => value !== architecture[position])) swaps.push(swap);
  }
  return swaps;
}

/** Swaps the nodes `node` and `node + 1` and renumbers the inputs of their readers. */
function swapWithNext(architecture: Architecture, node: number): number[] {
  const result = [...architecture];
  for (let position = 2 * node + 3; position < result.length; position += 2) {
    if (result[position] === node) result[position] = node + 1;
    else if (result[position] === node + 1) result[position] = node;
  }
  const [previous, activation, nextPrevious, nextActivation] = architecture.slice(2 * node - 1, 2 * node + 3);
  result.splice(2 * node - 1, 4, nextPrevious, nextActivation, previous, activation);
  return result;
}
