import fs from 'node:fs';
import path from 'node:path';
import { EnvironmentError, InputError } from '../errors';
import { readBest, readRun } from '../run/folder';
import { readArchitectures } from '../space/file';
import { spaceByName } from '../space/registry';
import type { Architecture, Space } from '../space/space';
import { renderSvg } from '../space/svg';

/** Integers of a CNN architecture's text per node of a cell: two cells, two branches, input and op. */
const INTEGERS_PER_NODE = 8;

/** `nao draw`: writes an SVG for each cell and prints its path. */
export async function draw(what: string, { out }: { readonly out: string }): Promise<void> {
  const { space, architectures } = read(what);
  makeFolder(out);
  for (const [i, architecture] of architectures.entries()) {
    const prefix = architectures.length > 1 ? `${String(i + 1).padStart(3, '0')}-` : '';
    for (const { title, dot } of space.draw(architecture)) {
      const file = path.join(out, `${prefix}${title.toLowerCase().replaceAll(' ', '-')}.svg`);
      fs.writeFileSync(file, await renderSvg(dot));
      process.stdout.write(`${file}\n`);
    }
  }
}

function read(what: string): { space: Space; architectures: readonly Architecture[] } {
  const found = fs.statSync(what, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    const { config } = readRun(what);
    const space = spaceByName(config.space.name, config.space);
    return { space, architectures: [space.parse(readBest(what).architecture)] };
  }
  if (found !== undefined) {
    const space = spaceOf(firstLine(what));
    return { space, architectures: readArchitectures(what, space) };
  }
  if (!/^([\d\s]+|\|.*)$/.test(what)) {
    throw new InputError(
      `'${what}' is no file, no run folder and no architecture: give one of these, an architecture as integers in quotes`,
    );
  }
  const space = spaceOf(what);
  return { space, architectures: [space.parse(what)] };
}

/** A text's form tells its space, its length how many nodes a cell has. */
function spaceOf(text: string): Space {
  if (isNasBench201(text)) return spaceByName('nasbench201', { nodes: 1 });
  const integers = text.split(/\s+/).filter((part) => part !== '').length;
  const nodes = integers / INTEGERS_PER_NODE;
  // With another length the space of the usual size says what is wrong.
  return spaceByName('cnn', { nodes: Number.isInteger(nodes) && nodes > 0 && nodes <= 12 ? nodes : 5 });
}

/** Six integers are no whole number of nodes, and the benchmark's own texts begin with a stroke. */
function isNasBench201(text: string): boolean {
  return /^\s*(\||(\d+\s+){5}\d+\s*$)/.test(text);
}

function firstLine(file: string): string {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => line.replace(/#.*/, '').trim()).find((line) => line !== '') ?? '';
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`the folder ${folder} cannot be made (${reason}): give another with --out`);
  }
}
