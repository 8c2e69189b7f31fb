import { formatDotDocument, formatOutputArrow } from '../dot';
import type { Architecture } from '../space';
import { type RnnActivation, toRnnCell } from './cells';

/** Color of each activation. The colors are pale, so that they print well in gray. */
const ACTIVATION_COLORS: Record<RnnActivation, string> = {
  tanh: '#cfe2f3',
  relu: '#f9e0c0',
  sigmoid: '#d9ead3',
  identity: '#eeeeee',
};

/** Width of a node's box, points. Wide enough for viewers that substitute a wider font for Helvetica. */
const NODE_WIDTH = 64;

/**
 * Explains the arrows into the average. The setting rnn.output of the network, not the cell, decides which nodes are
 * averaged. Two lines, because a cell of few nodes is narrow.
 */
const CAPTION = 'averaged: the nodes that no other reads\\n(with rnn.output all: every node)';

/**
 * Draws an architecture of the RNN space as Graphviz DOT. A node is a box with its activation above its number. Gray
 * arrows lead from the loose ends to the average, which is the new hidden state.
 */
export function drawRnnCell(architecture: Architecture): { title: string; dot: string }[] {
  const { nodes, looseEnds } = toRnnCell(architecture);
  const lines = [
    // The rank and the invisible edge put both inputs side by side, the word first.
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
  for (const node of looseEnds) lines.push(formatOutputArrow(`node${node}`, 'average'));
  lines.push('average -> state');
  return [{ title: 'Recurrent cell', dot: formatDotDocument(lines, CAPTION) }];
}
