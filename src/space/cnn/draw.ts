import { formatDotDocument, formatOutputArrow } from '../dot';
import type { Cell, CnnCells } from './cells';
import type { CellOp } from './ops';

/** Label and color of each operation. The colors are pale, so that they print well in gray. */
const OP_STYLES: Record<CellOp, { label: string; color: string }> = {
  identity: { label: 'identity', color: '#eeeeee' },
  conv1: { label: 'conv 1×1', color: '#ead9f2' },
  conv2: { label: 'conv 2×2', color: '#ddc3ec' },
  conv3: { label: 'conv 3×3', color: '#cfade5' },
  sep1: { label: 'sep 1×1', color: '#e8f1f9' },
  sep2: { label: 'sep 2×2', color: '#dbeaf6' },
  sep3: { label: 'sep 3×3', color: '#cfe2f3' },
  sep5: { label: 'sep 5×5', color: '#9fc5e8' },
  max2: { label: 'max 2×2', color: '#fcefdc' },
  max3: { label: 'max 3×3', color: '#f9e0c0' },
  avg2: { label: 'avg 2×2', color: '#e9f3e5' },
  avg3: { label: 'avg 3×3', color: '#d9ead3' },
  avg5: { label: 'avg 5×5', color: '#bcdab0' },
  conv1x3: { label: '1×3 + 3×1', color: '#f6d5dd' },
  conv1x7: { label: '1×7 + 7×1', color: '#efb9c6' },
};

/** Returns the name of an operation in drawings. */
export function getOpLabel(op: CellOp): string {
  return OP_STYLES[op].label;
}

/** Width of an operation's box, points. Wide enough for viewers that substitute a wider font for Helvetica. */
const OP_WIDTH = 70;
const LONG_OP_WIDTH = 86;

/** Labels of the inputs of cell i. */
const INPUT_LABELS = ['input 0 (cell i−2)', 'input 1 (cell i−1)'];

/**
 * Draws a network's two cells as Graphviz DOT, the normal cell first. A node is a box with its two operations above its
 * number. Gray arrows lead from the loose ends to the output.
 */
export function drawCnnCells({ normal, reduction }: CnnCells): { title: string; dot: string }[] {
  return [
    { title: 'Normal cell', dot: formatCell(normal, '') },
    { title: 'Reduction cell', dot: formatCell(reduction, 'operations on inputs 0 and 1 have stride 2') },
  ];
}

/** @param caption text below the drawing */
function formatCell(cell: Cell, caption: string): string {
  const lines = [
    // Without the rank, an input that only the output reads would be next to the output.
    '{ rank=source; state0; state1 }',
    ...INPUT_LABELS.map((label, state) => `state${state} [label="${label}"]`),
    // An invisible edge keeps the inputs in the order of their numbers.
    'state0 -> state1 [style=invis]',
  ];
  cell.nodes.forEach(({ branches }, i) => {
    const state = i + 2;
    const ops = branches.map(({ op }, branch) => {
      const { label, color } = OP_STYLES[op];
      const width = label.length > 8 ? LONG_OP_WIDTH : OP_WIDTH;
      return `<TD PORT="branch${branch}" WIDTH="${width}" BGCOLOR="${color}"><FONT POINT-SIZE="11">${label}</FONT></TD>`;
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
  for (const state of cell.looseEnds) lines.push(formatOutputArrow(`state${state}`, 'output'));
  return formatDotDocument(lines, caption);
}
