import { type Random, integer } from '../random';
import type { Architecture } from './space';
import { INTEGERS_PER_NODE } from './cnn-cells';

/**
 * The symmetric twins one step away (paper, section 3.2): the two branches of one node swapped, for every node of both
 * cells, in the text's order. Nodes with two equal branches have none.
 */
export function singleSwaps(architecture: Architecture): Architecture[] {
  return swappable(architecture).map((start) => swap(architecture, [start]));
}

/**
 * A symmetric twin drawn uniformly from all that differ from the architecture: the branches of any set of nodes
 * swapped. The architecture itself where every node has two equal branches.
 */
export function symmetricTwin(architecture: Architecture, random: Random): Architecture {
  const starts = swappable(architecture);
  if (starts.length === 0) return architecture;
  // Bit i says whether node i is swapped; 0, nothing swapped, is left out. At most 24 nodes, so 32 bits are enough.
  const chosen = 1 + integer(random, 2 ** starts.length - 1);
  return swap(
    architecture,
    starts.filter((_, i) => (chosen >> i) & 1),
  );
}

/** Where the nodes begin whose two branches differ. */
function swappable(architecture: Architecture): number[] {
  const starts: number[] = [];
  for (let start = 0; start < architecture.length; start += INTEGERS_PER_NODE) {
    const [input1, op1, input2, op2] = architecture.slice(start, start + INTEGERS_PER_NODE);
    if (input1 !== input2 || op1 !== op2) starts.push(start);
  }
  return starts;
}

function swap(architecture: Architecture, starts: readonly number[]): Architecture {
  const twin = [...architecture];
  for (const start of starts) {
    const [input1, op1, input2, op2] = architecture.slice(start, start + INTEGERS_PER_NODE);
    twin.splice(start, INTEGERS_PER_NODE, input2, op2, input1, op1);
  }
  return twin;
}
