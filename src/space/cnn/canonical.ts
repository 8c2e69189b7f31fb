/**
 * A canonical form of cells: two cells get the same one exactly when one is the other with branches of nodes swapped
 * and nodes renumbered, which is the same network written differently.
 *
 * The form is the smallest text over the orders in which the nodes can be written: at each place, of the nodes whose
 * inputs have been written, the one with the smallest row (its branches in the new numbers) and then the smallest color
 * (what color refinement knows of its surroundings). Nodes that still tie are all tried, except that of nodes which
 * can change places without any other node noticing only one is. Two nodes with equal rows stay two nodes: they have
 * weights of their own.
 */

interface Edge {
  /** State that is read: 0 and 1 are the cell's inputs, state i + 2 is node i. */
  readonly input: number;
  readonly op: number;
}

type Edges = readonly [Edge, Edge];

/** Cell inputs, which are told apart and keep their numbers. */
const INPUTS = 2;

/**
 * @param integers a cell in its text form: `input op input op` per node
 * @returns the canonical cell, in the same form
 */
export function canonicalizeCnnCell(integers: readonly number[]): number[] {
  const nodes = readNodes(integers);
  const colors = refineColors(nodes);
  const opCount = Math.max(...nodes.flat().map((edge) => edge.op)) + 1;
  const codeCount = (nodes.length + INPUTS) * opCount;

  /** New number of each state, -1 while it has none. */
  const numbers = [0, 1, ...nodes.map(() => -1)];
  const rows: number[] = [];
  let best: number[] | undefined;

  /** A node's branches in new numbers, smaller one first, as one number that orders like the pair. */
  function encodeRow([first, second]: Edges): number {
    const a = numbers[first.input] * opCount + first.op;
    const b = numbers[second.input] * opCount + second.op;
    return Math.min(a, b) * codeCount + Math.max(a, b);
  }

  function writeNext(): void {
    if (best !== undefined && compareRows(rows, best) > 0) return;
    if (rows.length === nodes.length) {
      best = [...rows];
      return;
    }
    const ready = nodes.flatMap((edges, node) => {
      const isReady = numbers[node + INPUTS] < 0 && edges.every((edge) => numbers[edge.input] >= 0);
      return isReady ? [{ node, row: encodeRow(edges), color: colors[node + INPUTS] }] : [];
    });
    ready.sort((a, b) => a.row - b.row || a.color - b.color);
    const [smallest] = ready;
    const tried: number[] = [];
    for (const { node, row, color } of ready) {
      if (row !== smallest.row || color !== smallest.color) break;
      if (tried.some((other) => areInterchangeable(nodes, node + INPUTS, other + INPUTS))) continue;
      tried.push(node);
      numbers[node + INPUTS] = rows.length + INPUTS;
      rows.push(row);
      writeNext();
      rows.pop();
      numbers[node + INPUTS] = -1;
    }
  }

  writeNext();
  const decodeEdge = (code: number): number[] => [Math.floor(code / opCount), code % opCount];
  return (best ?? []).flatMap((row) => [
    ...decodeEdge(Math.floor(row / codeCount)),
    ...decodeEdge(row % codeCount),
  ]);
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

/** Lexicographic order of `rows` and as many of the first of `best`. */
function compareRows(rows: readonly number[], best: readonly number[]): number {
  const at = rows.findIndex((row, i) => row !== best[i]);
  return at < 0 ? 0 : rows[at] - best[at];
}

/**
 * Color refinement: states get different colors once something within reach tells them apart, forwards or backwards.
 * Colors do not depend on how the cell is written.
 *
 * @returns the color of each state; those of the inputs are 0 and 1
 */
function refineColors(nodes: readonly Edges[]): number[] {
  let colors = [0, 1, ...nodes.map(() => INPUTS)];
  for (let count = 1; ;) {
    const seen = (edge: Edge): string => `${colors[edge.input]}:${edge.op}`;
    const readers: string[][] = colors.map(() => []);
    nodes.forEach(([first, second], node) => {
      const reader = colors[node + INPUTS];
      readers[first.input].push(`${reader}:${first.op}:${seen(second)}`);
      readers[second.input].push(`${reader}:${second.op}:${seen(first)}`);
    });
    const views = nodes.map((edges, node) => {
      const state = node + INPUTS;
      return [colors[state], edges.map(seen).sort(), readers[state].sort()].join('|');
    });
    const distinct = [...new Set(views)].sort();
    const rank = new Map(distinct.map((view, i) => [view, i + INPUTS]));
    colors = [0, 1, ...views.map((view) => rank.get(view) ?? INPUTS)];
    if (distinct.length === count) return colors;
    count = distinct.length;
  }
}

/** True if the two states, which read the same, can change places and every other node still reads the same. */
function areInterchangeable(nodes: readonly Edges[], one: number, other: number): boolean {
  const moved = (input: number): number => (input === one ? other : input === other ? one : input);
  return nodes.every(([first, second]) => {
    const straight = moved(first.input) === first.input && moved(second.input) === second.input;
    const crossed =
      first.op === second.op && moved(first.input) === second.input && moved(second.input) === first.input;
    return straight || crossed;
  });
}
