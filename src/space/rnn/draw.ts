import { formatDotDocument, formatOutputArrow } from '../dot';
import type { Architecture } from '../space';
import { type RnnActivation, toRnnCell } from './cells';

/** An activation's color: pale, so that it prints well in gray. */
const ACTIVATION_COLORS: Record<RnnActivation, string> = {
  tanh: '#cfe2f3',
  relu: '#f9e0c0',
  sigmoid: '#d9ead3',
  identity: '#eeeeee',
};

/** Width of a node's box, points: room for the longest activation in fonts wider than Helvetica. */
const NODE_WIDTH = 64;

/**
 * What the arrows into the average mean; which nodes are averaged is a setting of the network, not of the cell. In two lines:
 * a cell of few nodes is hardly wider than one of them.
 */
const CAPTION = 'averaged: the nodes that no other reads\\n(with rnn.output all: every node)';

/**
 * The drawing of an architecture of the RNN space as Graphviz DOT. A node is a box with its number under its activation;
 * gray arrows lead from the nodes that nobody reads to the average, the new hidden state.
 */
export function drawRnnCell(architecture: Architecture): { title: string; dot: string }[] {
  const { nodes, looseEnds: loose } = toRnnCell(architecture);
  const lines = [
    // In the order of their names, side by side.
    '{ rank=source; word; last }',
    'word [label="word x[t]"]',
    'last [label="last state h[t−1]"]',
    'word -> last [style=invis]',
    'word -> node0',
    'last -> node0',
  ];
  nodes.forEach(({ previous, activation }, node) => {
    const table =
      `<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4">` +
      `<TR><TD WIDTH="${NODE_WIDTH}" BGCOLOR="${ACTIVATION_COLORS[activation]}"><FONT POINT-SIZE="11">${activation}</FONT></TD></TR>` +
      `<TR><TD>node ${node}</TD></TR></TABLE>`;
    lines.push(`node${node} [shape=plain, style="", label=<${table}>]`);
    if (previous !== undefined) lines.push(`node${previous} -> node${node}`);
  });
  lines.push('average [label="average"]', 'state [label="state h[t]"]');
  for (const node of loose) lines.push(formatOutputArrow(`node${node}`, 'average'));
  lines.push('average -> state');
  return [{ title: 'Recurrent cell', dot: formatDotDocument(lines, CAPTION) }];
}
