import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../../errors';
import { makeOutputFolder } from '../../files/output-folder';
import { describeReason } from '../../files/system-errors';
import { addSvgTitle } from '../../report/charts/svg-title';
import type { Facts } from '../../run/hooks';
import { resolveArchitectures } from '../../run/resolve-architecture';
import { renderSvg } from '../../space/dot';
import { describeNetworkCost } from '../../space/network-cost';
import { reportAssumedSpace } from '../arguments/assumed-space';
import type { Output } from '../output/output';

/** Options of `nao draw`. */
export interface DrawOptions {
  readonly out: string;
  readonly space?: string;
}

/** Runs `nao draw`: writes an SVG for each cell and prints its path, and for CNN cells the cost of their network. */
export async function runDrawCommand(
  given: string,
  { out, space: spaceName }: DrawOptions,
  output: Output,
): Promise<void> {
  const resolved = resolveArchitectures(given, spaceName);
  makeOutputFolder(out);
  reportAssumedSpace(resolved[0], output);
  const cells: Facts[] = [];
  for (const [i, { space, architecture, name }] of resolved.entries()) {
    const prefix = createFilePrefix(i, resolved.length, name);
    const files: string[] = [];
    for (const { title, dot } of space.draw(architecture)) {
      const file = path.join(out, `${prefix}${title.toLowerCase().replaceAll(' ', '-')}.svg`);
      const label = `${title} of ${name ?? space.format(architecture)}`;
      writeDrawing(file, addSvgTitle(await renderSvg(dot), label));
      files.push(file);
    }
    const cost = space.referenceNetwork?.computeCost(architecture);
    cells.push({
      architecture: space.format(architecture),
      space: space.name,
      name,
      files,
      parameters: cost?.parameters,
      multiply_adds: cost?.multiplyAdds,
    });
    const described = describeNetworkCost(space, architecture);
    const lines = described === undefined ? [] : [`${prefix.replace(/-$/, ': ')}${described}`];
    output.result([...files, ...lines], { cells });
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
    throw new EnvironmentError(
      `cannot write the drawing ${file} (${describeReason(error)}): give another folder with --out`,
      { cause: error },
    );
  }
}
