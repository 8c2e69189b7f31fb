import type { Architecture } from '../space';

/**
 * Symmetric twins of a recurrent cell. The paper's twins swap a node's two branches (section 3.2); here a node has one
 * input, and what can be written differently is the order of the nodes. These are the twins one step away: a node and
 * the next, which must not read it, change places. Such steps lead from each valid order to every other.
 */
export function neighbourSwaps(architecture: Architecture): Architecture[] {
  const twins: Architecture[] = [];
  // Node 0 is read by node 1 at the latest, and stays first.
  for (let node = 1; 2 * node + 2 < architecture.length; node++) {
    const reads = architecture[2 * node + 1];
    if (reads === node) continue;
    const twin = swapped(architecture, node);
    if (twin.some((value, position) => value !== architecture[position])) twins.push(twin);
  }
  return twins;
}

/** The nodes `node` and `node + 1` in each other's place, and what reads them reads them there. */
function swapped(architecture: Architecture, node: number): number[] {
  const twin = [...architecture];
  for (let position = 2 * node + 3; position < twin.length; position += 2) {
    if (twin[position] === node) twin[position] = node + 1;
    else if (twin[position] === node + 1) twin[position] = node;
  }
  const [previous, activation, nextPrevious, nextActivation] = architecture.slice(2 * node - 1, 2 * node + 3);
  twin.splice(2 * node - 1, 4, nextPrevious, nextActivation, previous, activation);
  return twin;
}
