import { FailedError } from '../errors';

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
