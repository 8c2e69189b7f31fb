import { EDGES, NASBENCH201_OPS, type NasBench201Op, OUTPUT } from './cell';
import type { Architecture } from '../space';

/** How an operation is written in a drawing, and its colour: dark enough to be read as a line. */
const LOOKS: Record<NasBench201Op, { label: string; colour: string }> = {
  none: { label: 'none', colour: '#999999' },
  skip_connect: { label: 'skip', colour: '#555555' },
  nor_conv_1x1: { label: 'conv 1×1', colour: '#3d85c6' },
  nor_conv_3x3: { label: 'conv 3×3', colour: '#0b5394' },
  avg_pool_3x3: { label: 'avg pool 3×3', colour: '#6a994e' },
};

const FONT = 'Helvetica';

/**
 * The cell as Graphviz DOT: nodes are feature maps, arrows operations whose results are added where they meet. Edges
 * with `none` are left out.
 */
export function drawCell(architecture: Architecture): { title: string; dot: string }[] {
  const lines = [
    'digraph cell {',
    '  graph [rankdir=LR, nodesep=0.5, ranksep=0.9, margin=0.1, bgcolor=transparent]',
    `  node [fontname="${FONT}", fontsize=12, shape=box, height=0.35, margin="0.2,0.05", style=filled, fillcolor=white]`,
    `  edge [fontname="${FONT}", fontsize=11, arrowsize=0.7]`,
    '  { rank=source; node0 }',
    `  { rank=sink; node${OUTPUT} }`,
    '  node0 [label="input"]',
    '  node1 [label="node 1"]',
    '  node2 [label="node 2"]',
    `  node${OUTPUT} [label="output"]`,
    // Invisible, but keeps the nodes in the order of their numbers.
    `  node0 -> node1 -> node2 -> node${OUTPUT} [style=invis]`,
  ];
  EDGES.forEach(({ from, to }, edge) => {
    const op = NASBENCH201_OPS[architecture[edge]];
    if (op === 'none') return;
    const { label, colour } = LOOKS[op];
    lines.push(`  node${from} -> node${to} [label=" ${label} ", color="${colour}", fontcolor="${colour}"]`);
  });
  lines.push('}', '');
  return [{ title: 'Cell', dot: lines.join('\n') }];
}
