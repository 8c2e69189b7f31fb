import type { Architecture } from '../space';

/**
 * Lists the symmetric architectures one step away (NAO, Luo et al. 2018, section 3.2): one node's branches swapped, for
 * each node of both cells in text order. Nodes with two equal branches have none.
 *
 * @param perNode integers per node of the text form, half of them for each branch
 */
export function listBranchSwaps(architecture: Architecture, perNode: number): Architecture[] {
  return findSwappableNodes(architecture, perNode).map((start) => swapBranches(architecture, perNode, start));
}

/** Returns the first position of each node whose branches differ. */
function findSwappableNodes(architecture: Architecture, perNode: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start < architecture.length; start += perNode) {
    const [first, second] = splitBranches(architecture, perNode, start);
    if (first.some((value, i) => value !== second[i])) starts.push(start);
  }
  return starts;
}

function swapBranches(architecture: Architecture, perNode: number, start: number): Architecture {
  const [first, second] = splitBranches(architecture, perNode, start);
  return [...architecture.slice(0, start), ...second, ...first, ...architecture.slice(start + perNode)];
}

function splitBranches(
  architecture: Architecture,
  perNode: number,
  start: number,
): [Architecture, Architecture] {
  const middle = start + perNode / 2;
  return [architecture.slice(start, middle), architecture.slice(middle, start + perNode)];
}
