import fs from 'node:fs';
import path from 'node:path';
import { createRandomStream } from '../../src/random';
import { resolveArchitecture, resolveArchitectures } from '../../src/run/resolve-architecture';
import { isCnnSpace } from '../../src/space/cnn/cells';
import { formatCnnGenotype } from '../../src/space/cnn/genotype';
import { formatBenchmarkText } from '../../src/space/nasbench201/text';
import { parseInAnySpace } from '../../src/space/parse-architecture';
import { createNaonetSpace } from '../../src/space/published';
import { createSpace } from '../../src/space/registry';
import { toRnnCell } from '../../src/space/rnn/cells';
import { formatRnnGenotype } from '../../src/space/rnn/genotype';
import type { Architecture, Space } from '../../src/space/space';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

/** A cell of one node as code bases after DARTS write it, on one line. */
const ONE_NODE =
  "Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0)], normal_concat=range(2, 3), " +
  "reduce=[('max_pool_3x3', 0), ('sep_conv_5x5', 0)], reduce_concat=[1, 2])";

function formatCells(space: Space, architecture: Architecture): string {
  if (!isCnnSpace(space)) throw new Error(`${space.name} has no cells`);
  return formatCnnGenotype(space.cells(architecture));
}

const SPACES: readonly [Space, (space: Space, architecture: Architecture) => string][] = [
  [createSpace('cnn', { nodes: 5 }), formatCells],
  [createSpace('cnn11', { nodes: 5 }), formatCells],
  [createNaonetSpace(5), formatCells],
  [
    createSpace('rnn', { nodes: 6 }),
    (_, architecture) => formatRnnGenotype(toRnnCell(architecture), toRnnCell(architecture).looseEnds),
  ],
  [createSpace('nasbench201', { nodes: 1 }), (_, architecture) => formatBenchmarkText(architecture)],
];

test.each(SPACES)('random genotypes are read back as the same architecture', (space, format) => {
  const random = createRandomStream(3, 'genotypes');
  for (let i = 0; i < 50; i++) {
    const architecture = space.sample(random);
    const text = format(space, architecture);
    expect(space.parse(text)).toEqual(architecture);
    expect(parseInAnySpace(text, space.name).architecture).toEqual(architecture);
  }
});

test('the operations of a genotype tell its space', () => {
  expect(parseInAnySpace(ONE_NODE)).toMatchObject({
    space: { name: 'cnn', nodes: 1 },
    architecture: [1, 0, 0, 4, 0, 3, 0, 1],
  });
  const small = ONE_NODE.replace('5x5', '3x3');
  expect(parseInAnySpace(small.replace('max_pool_3x3', 'max_pool_2x2')).space.name).toBe('cnn11');
  expect(parseInAnySpace(small.replace('max_pool_3x3', 'conv_7x1_1x7')).space.name).toBe('naonet');
  expect(parseInAnySpace("Genotype(recurrent=[('relu', 0), ('tanh', 0)], concat=[1, 2])")).toMatchObject({
    space: { name: 'rnn' },
    architecture: [0, 0, 1, 0, 0],
  });
});

test('nested pairs, double quotes and the name of a statement are read', () => {
  const nested = `best = Genotype(
    normal=((("sep_conv_3x3", 1), ("skip_connect", 0)),),
    reduce=[[('max_pool_3x3', 0), ('sep_conv_5x5', 0)]],
  )`;
  expect(resolveArchitecture(nested).architecture).toEqual(parseInAnySpace(ONE_NODE).architecture);
});

test('a file has genotypes of several lines and texts in integers', () => {
  const file = path.join(folder(), 'cells.txt');
  const { space, architecture } = parseInAnySpace(ONE_NODE);
  fs.writeFileSync(file, `# found\n${formatCells(space, architecture)}\n1 0 0 4 0 3 0 1\n${ONE_NODE}\n`);
  expect(resolveArchitectures(file).map((each) => each.architecture)).toEqual([
    architecture,
    architecture,
    architecture,
  ]);
});

test.each([
  ['Genotype(normal=[', /the genotype ends too early: write Genotype\(normal=/],
  ['Genotype(normal=[1 2])', /cannot be read at '2\]\)'/],
  ["Genotype(normal=[('sep_conv_3x3', 1)])", /no list reduce of pairs/],
  [
    ONE_NODE.replace('sep_conv_5x5', 'sep_conv_7x7'),
    /unknown operation 'sep_conv_7x7': did you mean 'sep_conv_\dx\d'/,
  ],
  [
    ONE_NODE.replace('[1, 2]', '[2]'),
    /reduce_concat of the genotype is \[2\].* \[1, 2\]: leave reduce_concat/,
  ],
  [ONE_NODE.replace("('skip_connect', 0)", ''), /1 pairs in normal and 2 in reduce: give two pairs/],
  [
    ONE_NODE.replace("'skip_connect', 0)]", "'skip_connect', 2)]").replace('normal_concat=range(2, 3), ', ''),
    /input 2, but node 2 of the normal cell/,
  ],
  ["Genotype(recurrent=[('gelu', 0)])", /unknown activation 'gelu'/],
])('%s is refused with what to write', (text, message) => {
  expect(() => parseInAnySpace(text)).toThrow(message);
});

test('operations that no single space has are refused', () => {
  expect(() => parseInAnySpace(ONE_NODE.replace('max_pool_3x3', 'conv_1x1'))).toThrow(
    /unknown operation 'sep_conv_5x5'/,
  );
});

test('a genotype of another space than the given one is refused', () => {
  const text = ONE_NODE.replace('max_pool_3x3', 'max_pool_2x2');
  expect(() => parseInAnySpace(text, 'cnn')).toThrow(/unknown operation 'max_pool_2x2'/);
  expect(() => parseInAnySpace(ONE_NODE, 'rnn')).toThrow(
    /not an architecture of the space rnn: leave --space out/,
  );
});
