import { type Cell, cnnCells } from './cnn-cells';
import type { CnnOp } from './cnn-ops';
import type { Architecture } from './space';

/** How an operation is written in a drawing, and its colour: pale, so that it prints well in grey. */
const LOOKS: Record<CnnOp, { label: string; colour: string }> = {
  sep3: { label: 'sep 3×3', colour: '#cfe2f3' },
  sep5: { label: 'sep 5×5', colour: '#9fc5e8' },
  avg3: { label: 'avg pool 3×3', colour: '#d9ead3' },
  max3: { label: 'max pool 3×3', colour: '#f9e0c0' },
  identity: { label: 'identity', colour: '#eeeeee' },
};

const INPUT_LABELS = ['0: cell i−2', '1: cell i−1'];

/**
 * Drawings of an architecture of the CNN space as Graphviz DOT, the normal cell first. A node is a box with its number
 * under its two operations, whose results it adds; grey arrows lead from the states that nobody reads to the output.
 */
export function drawCells(architecture: Architecture): { title: string; dot: string }[] {
  const { normal, reduction } = cnnCells(architecture);
  return [
    { title: 'Normal cell', dot: cellDot(normal, 1) },
    { title: 'Reduction cell', dot: cellDot(reduction, 2) },
  ];
}

/** @param inputStride stride of the operations that read the cell's inputs */
function cellDot(cell: Cell, inputStride: number): string {
  const lines = [
    'digraph cell {',
    '  graph [rankdir=TB, nodesep=0.35, ranksep=0.45, margin=0.1, bgcolor=transparent]',
    '  node [fontname="Helvetica", fontsize=12, shape=box, style="rounded,filled", fillcolor=white]',
    '  edge [fontname="Helvetica", arrowsize=0.7, color="#333333"]',
    // An input that only the output uses would otherwise float beside it.
    '  { rank=source; state0; state1 }',
    ...INPUT_LABELS.map((label, state) => `  state${state} [label="${label}"]`),
    // Invisible, but keeps the inputs in the order of their numbers.
    '  state0 -> state1 [style=invis]',
  ];
  cell.nodes.forEach(({ branches }, i) => {
    const state = i + 2;
    const ops = branches.map(({ input, op }, branch) => {
      const { label, colour } = LOOKS[op];
      const stride = input < 2 && inputStride > 1 ? `, stride ${inputStride}` : '';
      return `<TD PORT="branch${branch}" BGCOLOR="${colour}">${label}${stride}</TD>`;
    });
    const table =
      `<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4"><TR>${ops.join('')}</TR>` +
      `<TR><TD COLSPAN="2" PORT="sum">${state}: sum</TD></TR></TABLE>`;
    lines.push(`  state${state} [shape=plain, style="", label=<${table}>]`);
    branches.forEach(({ input }, branch) => {
      lines.push(`  ${tail(input)} -> state${state}:branch${branch}:n`);
    });
  });
  lines.push('  output [label="output"]');
  for (const state of cell.loose) lines.push(`  ${tail(state)} -> output [color="#999999"]`);
  lines.push('}', '');
  return lines.join('\n');
}

/** Where arrows leave a state from. */
function tail(state: number): string {
  return state < 2 ? `state${state}` : `state${state}:sum:s`;
}
