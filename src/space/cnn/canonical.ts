interface Edge {
  /** The input state: 0 and 1 are the cell's inputs, state i + 2 is node i. */
  readonly input: number;
  readonly op: number;
}

type Edges = readonly [Edge, Edge];

/** The cell's inputs are distinct and keep their numbers. */
const INPUTS = 2;

/**
 * Returns the canonical form of a cell. Two cells have the same form exactly if they are isomorphic: equal up to
 * swapping the branches of nodes and renumbering the nodes. Two nodes with equal branches stay two nodes, because each
 * has its own weights.
 *
 * The form is the smallest text that backtracking over topological orders of the nodes finds. At each step the ready
 * node with the smallest row comes next, a row being the node's branches in new numbers. Ties go to the smallest color
 * of color refinement. All nodes that still tie are tried, but only one of interchangeable nodes.
 *
 * @param integers a cell in its text form: `input op input op` per node
 * @returns the canonical cell, in the same form
 */
export function canonicalizeCnnCell(integers: readonly number[]): number[] {
  const nodes = readNodes(integers);
  const colors = refineColors(nodes);
  const opCount = Math.max(...nodes.flat().map((edge) => edge.op)) + 1;
  const codeCount = (nodes.length + INPUTS) * opCount;

  /** The new number of each state; -1 if not assigned yet. */
  const numbers = [0, 1, ...nodes.map(() => -1)];
  const rows: number[] = [];
  let best: number[] | undefined;

  /** Encodes a node's branches in new numbers, smaller one first, as one number that orders like the pair. */
  function encodeRow([first, second]: Edges): number {
    const a = numbers[first.input] * opCount + first.op;
    const b = numbers[second.input] * opCount + second.op;
    return Math.min(a, b) * codeCount + Math.max(a, b);
  }

  /** Extends `rows` by every candidate for the next node and keeps the smallest complete list in `best`. */
  function writeNext(): void {
    // Prune: every completion of these rows is larger than the best one.
    if (best !== undefined && compareRows(rows, best) > 0) return;
    // Complete, and not larger than the best one.
    if (rows.length === nodes.length) {
      best = [...rows];
      return;
    }
    // Ready nodes are those whose inputs are numbered, smallest row first and smallest color among equal rows.
    const ready = nodes.flatMap((edges, node) => {
      const isReady = numbers[node + INPUTS] < 0 && edges.every((edge) => numbers[edge.input] >= 0);
      return isReady ? [{ node, row: encodeRow(edges), color: colors[node + INPUTS] }] : [];
    });
    ready.sort((a, b) => a.row - b.row || a.color - b.color);
    const [smallest] = ready;
    const tried: number[] = [];
    for (const { node, row, color } of ready) {
      // The candidates for the next node are those that tie in row and color.
      if (row !== smallest.row || color !== smallest.color) break;
      // Interchangeable nodes lead to the same text.
      if (tried.some((other) => areInterchangeable(nodes, node + INPUTS, other + INPUTS))) continue;
      tried.push(node);
      // Take the node, search all completions, and take it back.
      numbers[node + INPUTS] = rows.length + INPUTS;
      rows.push(row);
      writeNext();
      rows.pop();
      numbers[node + INPUTS] = -1;
    }
  }

  writeNext();
  return (best ?? []).flatMap((row) =>
    [Math.floor(row / codeCount), row % codeCount].flatMap((code) => [
      Math.floor(code / opCount),
      code % opCount,
    ]),
  );
}

function readNodes(integers: readonly number[]): Edges[] {
  return Array.from({ length: integers.length / 4 }, (_, node) => {
    const [input1, op1, input2, op2] = integers.slice(4 * node, 4 * node + 4);
    return [
      { input: input1, op: op1 },
      { input: input2, op: op2 },
    ];
  });
}

/** Compares `rows` lexicographically with the same number of first rows of `best`. */
function compareRows(rows: readonly number[], best: readonly number[]): number {
  const index = rows.findIndex((row, i) => row !== best[i]);
  return index < 0 ? 0 : rows[index] - best[index];
}

/**
 * Computes colors of the states by color refinement (1-dimensional Weisfeiler-Leman). States get different colors if
 * their ancestors or descendants differ. Colors do not depend on the order of nodes and branches.
 *
 * @returns the color of each state; the inputs have the colors 0 and 1
 */
function refineColors(nodes: readonly Edges[]): number[] {
  let colors = [0, 1, ...nodes.map(() => INPUTS)];
  for (let count = 1; ;) {
    const describeEdge = (edge: Edge): string => `${colors[edge.input]}:${edge.op}`;
    const readers: string[][] = colors.map(() => []);
    nodes.forEach(([first, second], node) => {
      const reader = colors[node + INPUTS];
      readers[first.input].push(`${reader}:${first.op}:${describeEdge(second)}`);
      readers[second.input].push(`${reader}:${second.op}:${describeEdge(first)}`);
    });
    const views = nodes.map((edges, node) => {
      const state = node + INPUTS;
      return [colors[state], edges.map(describeEdge).sort(), readers[state].sort()].join('|');
    });
    const distinct = [...new Set(views)].sort();
    const rank = new Map(distinct.map((view, i) => [view, i + INPUTS]));
    colors = [0, 1, ...views.map((view) => rank.get(view) ?? INPUTS)];
    if (distinct.length === count) return colors;
    count = distinct.length;
  }
}

/** Returns true if swapping two states with equal rows leaves the inputs of all nodes unchanged. */
function areInterchangeable(nodes: readonly Edges[], one: number, other: number): boolean {
  const swap = (input: number): number => (input === one ? other : input === other ? one : input);
  return nodes.every(([first, second]) => {
    const isFixed = swap(first.input) === first.input && swap(second.input) === second.input;
    const exchangesBranches =
      first.op === second.op && swap(first.input) === second.input && swap(second.input) === first.input;
    return isFixed || exchangesBranches;
  });
}
