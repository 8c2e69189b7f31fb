import { FailedError } from '../errors';
import { addDarkTheme } from './dark-theme';

/** The font of all drawings. */
export const FONT = 'Helvetica';

/** Color of text and boxes. Colors are never named, so that dark themes can replace them. */
const INK = '#1f2328';
/** Color of the boxes' inside. */
export const PAPER = '#ffffff';

/** Attributes of the nodes of all drawings. */
export const NODE_STYLE =
  `fontname="${FONT}", fontsize=12, fontcolor="${INK}", color="${INK}", shape=box, height=0.35, margin="0.2,0.05", ` +
  `style=filled, fillcolor="${PAPER}"`;

/**
 * Formats a top-to-bottom DOT document with a transparent background.
 *
 * @param lines DOT statements
 * @param caption text below the drawing
 */
export function formatDotDocument(lines: readonly string[], caption: string): string {
  return [
    'digraph cell {',
    '  graph [rankdir=TB, nodesep=0.3, ranksep=0.6, margin=0.1, bgcolor=transparent]',
    `  graph [fontname="${FONT}", fontsize=11, fontcolor="${INK}", label="${caption}"]`,
    `  node [${NODE_STYLE}]`,
    '  edge [arrowsize=0.7, color="#333333"]',
    ...lines.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n');
}

/** Formats a gray edge, for the edges into a cell's output. */
export function formatOutputArrow(from: string, to: string): string {
  return `${from} -> ${to} [color="#999999"]`;
}

/**
 * Renders a DOT document as SVG with Graphviz compiled to WebAssembly. Viewers with a dark theme show it in dark colors.
 *
 * @throws FailedError if Graphviz rejects the document
 */
export async function renderSvg(dot: string): Promise<string> {
  // Lazy import: compiling the WebAssembly takes longer than most commands that draw nothing.
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const result = viz.render(dot, { format: 'svg' });
  if (result.status === 'failure') {
    const reasons = result.errors.map((error) => error.message).join('; ');
    throw new FailedError(`Graphviz cannot draw the document: ${reasons}`);
  }
  return addDarkTheme(result.output);
}
