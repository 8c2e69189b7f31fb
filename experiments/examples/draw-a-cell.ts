import { renderSvg, resolveArchitecture } from 'nao';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/*
 * Draws the cells of an architecture as SVG.
 *
 * Usage: node dist/experiments/examples/draw-a-cell.js ARCHITECTURE OUT_DIR
 *
 * ARCHITECTURE is what `nao draw` takes: a published cell (NAONet), the folder of a run or an export, a file, or a text.
 */

async function main(what: string, outDir: string): Promise<void> {
  const { space, architecture } = resolveArchitecture(what);
  process.stdout.write(`${space.name}: ${space.format(architecture)}\n`);
  // `draw` returns a Graphviz document per cell; a CNN has a normal and a reduction cell.
  for (const { title, dot } of space.draw(architecture)) {
    const file = path.join(outDir, `${title.toLowerCase().replaceAll(' ', '-')}.svg`);
    writeFileSync(file, await renderSvg(dot));
    process.stdout.write(`${file}\n`);
  }
}

void main(process.argv[2], process.argv[3]);
