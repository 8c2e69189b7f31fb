import { FONT, NODE_STYLE } from '../dot';
import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS, type NasBench201Op, OUTPUT_NODE } from './cells';

/** Label and color of each operation. The colors are dark enough for lines. */
const OP_STYLES: Record<NasBench201Op, { label: string; color: string }> = {
  none: { label: 'none', color: '#999999' },
  skip_connect: { label: 'skip', color: '#555555' },
  nor_conv_1x1: { label: 'conv 1×1', color: '#3d85c6' },
  nor_conv_3x3: { label: 'conv 3×3', color: '#0b5394' },
  avg_pool_3x3: { label: 'avg pool 3×3', color: '#6a994e' },
};

/** Returns the name of an operation in drawings. */
export function getOpLabel(op: NasBench201Op): string {
  return OP_STYLES[op].label;
}

/**
 * Draws a cell as Graphviz DOT. Nodes are feature maps, the sums of the operations on their incoming arrows. Edges with
 * `none` are left out.
 */
export function drawNasBench201Cell(architecture: Architecture): { title: string; dot: string }[] {
  const lines = [
    'digraph cell {',
    '  graph [rankdir=LR, nodesep=0.5, ranksep=0.9, margin=0.1, bgcolor=transparent]',
    `  node [${NODE_STYLE}]`,
    `  edge [fontname="${FONT}", fontsize=11, arrowsize=0.7]`,
    '  { rank=source; node0 }',
    `  { rank=sink; node${OUTPUT_NODE} }`,
    '  node0 [label="input"]',
    '  node1 [label="node 1"]',
    '  node2 [label="node 2"]',
    `  node${OUTPUT_NODE} [label="output"]`,
    // Invisible edges keep the nodes in the order of their numbers.
    `  node0 -> node1 -> node2 -> node${OUTPUT_NODE} [style=invis]`,
  ];
  EDGES.forEach(({ from, to }, edge) => {
    const op = NASBENCH201_OPS[architecture[edge]];
    if (op === 'none') return;
    const { label, color } = OP_STYLES[op];
    lines.push(`  node${from} -> node${to} [label=" ${label} ", color="${color}", fontcolor="${color}"]`);
  });
  lines.push('}', '');
  return [{ title: 'Cell', dot: lines.join('\n') }];
}
