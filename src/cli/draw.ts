import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../errors';
import { resolveArchitectures } from '../run/resolve-architecture';
import { describeNetworkCost } from '../space/cnn/counts';
import { renderSvg } from '../space/dot';

/** `nao draw`: writes an SVG for each cell and prints its path, and for CNN cells what a network of them takes. */
export async function runDrawCommand(
  what: string,
  { out, space: spaceName }: { readonly out: string; readonly space?: string },
): Promise<void> {
  const given = resolveArchitectures(what, spaceName);
  makeFolder(out);
  for (const [i, { space, architecture, name }] of given.entries()) {
    const prefix = createFilePrefix(i, given.length, name);
    for (const { title, dot } of space.draw(architecture)) {
      const file = path.join(out, `${prefix}${title.toLowerCase().replaceAll(' ', '-')}.svg`);
      writeDrawing(file, await renderSvg(dot));
      process.stdout.write(`${file}\n`);
    }
    const counts = describeNetworkCost(space, architecture);
    if (counts !== undefined) process.stdout.write(`${prefix.replace(/-$/, ': ')}${counts}\n`);
  }
}

/** What tells the drawings of several architectures, or of several commands, apart. */
function createFilePrefix(index: number, count: number, name: string | undefined): string {
  if (name !== undefined) return `${name}-`;
  return count > 1 ? `${String(index + 1).padStart(3, '0')}-` : '';
}

function writeDrawing(file: string, svg: string): void {
  try {
    fs.writeFileSync(file, svg);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(
      `the drawing ${file} cannot be written (${reason}): give another folder with --out`,
    );
  }
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`the folder ${folder} cannot be made (${reason}): give another with --out`);
  }
}
