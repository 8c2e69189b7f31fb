import type { Architecture } from '../space';

/**
 * Symmetric twins of a recurrent cell. The paper's twins swap a node's two branches (section 3.2); here a node has one
 * input, and what can be written differently is the order of the nodes. These are the twins one step away: a node and
 * the next, which must not read it, change places. Such steps lead from each valid order to every other.
 */
export function listAdjacentNodeSwaps(architecture: Architecture): Architecture[] {
  const swaps: Architecture[] = [];
  // Node 0 is read by node 1 at the latest, and stays first.
  for (let node = 1; 2 * node + 2 < architecture.length; node++) {
    const reads = architecture[2 * node + 1];
    if (reads === node) continue;
    const swap = swapWithNext(architecture, node);
    if (swap.some((value, position) => value !== architecture[position])) swaps.push(swap);
  }
  return swaps;
}

/** The nodes `node` and `node + 1` in each other's place, and what reads them reads them there. */
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
