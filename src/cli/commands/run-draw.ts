import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../../errors';
import { resolveArchitectures } from '../../run/resolve-architecture';
import { renderSvg } from '../../space/dot';
import { describeNetworkCost } from '../../space/network-cost';
import { printLine } from '../output';

/** Options of `nao draw`. */
export interface DrawOptions {
  readonly out: string;
  readonly space?: string;
}

/** Runs `nao draw`: writes an SVG for each cell and prints its path, and for CNN cells the cost of their network. */
export async function runDrawCommand(given: string, { out, space: spaceName }: DrawOptions): Promise<void> {
  const resolved = resolveArchitectures(given, spaceName);
  makeFolder(out);
  for (const [i, { space, architecture, name }] of resolved.entries()) {
    const prefix = createFilePrefix(i, resolved.length, name);
    for (const { title, dot } of space.draw(architecture)) {
      const file = path.join(out, `${prefix}${title.toLowerCase().replaceAll(' ', '-')}.svg`);
      writeDrawing(file, await renderSvg(dot));
      printLine(file);
    }
    const cost = describeNetworkCost(space, architecture);
    if (cost !== undefined) printLine(`${prefix.replace(/-$/, ': ')}${cost}`);
  }
}

/** Creates a file name prefix that distinguishes several architectures. */
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
      `cannot write the drawing ${file} (${reason}): choose another folder with --out`,
    );
  }
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`cannot create the folder ${folder} (${reason}): choose another with --out`);
  }
}
