import { type Cell, cnnCells } from './cnn-cells';
import type { CnnOp } from './cnn-ops';
import { dotDocument, outputArrow } from './dot';
import type { Architecture } from './space';

/** How an operation is written in a drawing, and its colour: pale, so that it prints well in grey. */
const LOOKS: Record<CnnOp, { label: string; colour: string }> = {
  sep3: { label: 'sep 3×3', colour: '#cfe2f3' },
  sep5: { label: 'sep 5×5', colour: '#9fc5e8' },
  avg3: { label: 'avg 3×3', colour: '#d9ead3' },
  max3: { label: 'max 3×3', colour: '#f9e0c0' },
  identity: { label: 'identity', colour: '#eeeeee' },
};

/**
 * Width of an operation's box, points. Graphviz sizes text as if set in Helvetica; this leaves room for the wider fonts
 * that viewers put in its place.
 */
const OP_WIDTH = 70;

/** A cell's inputs, seen from cell i. */
const INPUT_LABELS = ['input 0 (cell i−2)', 'input 1 (cell i−1)'];

/**
 * Drawings of an architecture of the CNN space as Graphviz DOT, the normal cell first. A node is a box with its number
 * under its two operations, whose results it adds; grey arrows lead from the states that nobody reads to the output.
 */
export function drawCells(architecture: Architecture): { title: string; dot: string }[] {
  const { normal, reduction } = cnnCells(architecture);
  return [
    { title: 'Normal cell', dot: cellDot(normal, '') },
    { title: 'Reduction cell', dot: cellDot(reduction, 'operations on inputs 0 and 1 have stride 2') },
  ];
}

/** @param remark written under the drawing */
function cellDot(cell: Cell, remark: string): string {
  const lines = [
    // An input that only the output uses would otherwise float beside it.
    '{ rank=source; state0; state1 }',
    ...INPUT_LABELS.map((label, state) => `state${state} [label="${label}"]`),
    // Invisible, but keeps the inputs in the order of their numbers.
    'state0 -> state1 [style=invis]',
  ];
  cell.nodes.forEach(({ branches }, i) => {
    const state = i + 2;
    const ops = branches.map(({ op }, branch) => {
      const { label, colour } = LOOKS[op];
      return `<TD PORT="branch${branch}" WIDTH="${OP_WIDTH}" BGCOLOR="${colour}"><FONT POINT-SIZE="11">${label}</FONT></TD>`;
    });
    const table =
      `<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4"><TR>${ops.join('')}</TR>` +
      `<TR><TD COLSPAN="2">node ${state}</TD></TR></TABLE>`;
    lines.push(`state${state} [shape=plain, style="", label=<${table}>]`);
    branches.forEach(({ input }, branch) => {
      lines.push(`state${input} -> state${state}:branch${branch}:n`);
    });
  });
  lines.push('output [label="output"]');
  for (const state of cell.loose) lines.push(outputArrow(`state${state}`, 'output'));
  return dotDocument(lines, remark);
}
