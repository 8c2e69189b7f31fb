import { FailedError } from '../errors';

/** The font of all drawings. */
export const FONT = 'Helvetica';

/**
 * A DOT document in the look of all drawings: from top to bottom, on no background.
 *
 * @param lines what is drawn, in DOT
 * @param caption written under the drawing
 */
export function formatDotDocument(lines: readonly string[], caption: string): string {
  return [
    'digraph cell {',
    '  graph [rankdir=TB, nodesep=0.3, ranksep=0.6, margin=0.1, bgcolor=transparent]',
    `  graph [fontname="${FONT}", fontsize=11, label="${caption}"]`,
    `  node [fontname="${FONT}", fontsize=12, shape=box, height=0.35, margin="0.2,0.05", style=filled, fillcolor=white]`,
    '  edge [arrowsize=0.7, color="#333333"]',
    ...lines.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n');
}

/** An arrow into the cell's output. */
export function formatOutputArrow(from: string, to: string): string {
  return `${from} -> ${to} [color="#999999"]`;
}

/**
 * Lays out a Graphviz DOT document and renders it as SVG, with Graphviz compiled to WebAssembly.
 *
 * @throws FailedError if Graphviz refuses the document
 */
export async function renderSvg(dot: string): Promise<string> {
  // Loaded on first use: compiling the WebAssembly takes longer than a command that draws nothing.
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const result = viz.render(dot, { format: 'svg' });
  if (result.status === 'failure') {
    const reasons = result.errors.map((error) => error.message).join('; ');
    throw new FailedError(`Graphviz cannot draw the document: ${reasons}`);
  }
  return result.output;
}
