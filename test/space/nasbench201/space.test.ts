import { InputError } from '../../../src/errors';
import { renderSvg } from '../../../src/space/dot';
import { EDGES, NASBENCH201_OPS } from '../../../src/space/nasbench201/cells';
import { createNasBench201Space } from '../../../src/space/nasbench201/space';
import type { Architecture } from '../../../src/space/space';
import { testSpace } from '../../conformance/space';
import { formatBenchmarkText } from '../../support/space/benchmark-text';

testSpace('nasbench201', createNasBench201Space);

const space = createNasBench201Space();
const [NONE, SKIP, CONV1, CONV3, POOL] = [0, 1, 2, 3, 4];

function everyCell(): Architecture[] {
  return Array.from({ length: 15_625 }, (_, index) =>
    [3125, 625, 125, 25, 5, 1].map((unit) => Math.floor(index / unit) % 5),
  );
}

describe('parse', () => {
  const text = '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|none~2|';

  test("reads the benchmark's own texts", () => {
    expect(space.parse(text)).toEqual([CONV3, CONV3, POOL, SKIP, CONV3, NONE]);
    expect(space.format(space.parse(text))).toBe('3 3 4 1 3 0');
    expect(formatBenchmarkText([3, 3, 4, 1, 3, 0])).toBe(text);
  });

  test('inverts formatBenchmarkText for every cell', () => {
    const cells = everyCell();
    expect(cells.map((cell) => space.parse(formatBenchmarkText(cell)))).toEqual(cells);
  });

  test.each([
    [
      '',
      'the architecture is empty, but a cell of nasbench201 has 6 integers: ' +
        "give the ops of the edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3, or the benchmark's text |op~input|+...",
    ],
    ['1 2 3', /^the architecture has 3 words/],
    ['0 1 2 3 4 5', /^position 6: op 5, but the ops of nasbench201 are 0 \(none\), 1 \(skip_connect\)/],
    ['0 1 2 -3 4 0', /^position 4: op -3/],
    ['|none~0|', /has 1 node, but a cell of nasbench201 has 3: give/],
    ['|none~0|+|none~0|none~1|+|none~0|none~1|', /^node 3 of .* has no operation on input 2: add op~2$/],
    [
      '|none~1|+|none~0|none~1|+|none~0|none~1|none~2|',
      /^node 1: 'none~1' is not op~input with an input from 0 to 0/,
    ],
    ['|none~0|+|none~0|none~0|+|none~0|none~1|none~2|', /^node 2: input 0 has two operations: give one$/],
    [
      '|none~0|+|none~0|conv_3x3~1|+|none~0|none~1|none~2|',
      /^node 2: unknown operation 'conv_3x3': did you mean 'nor_conv_3x3'/,
    ],
  ])('rejects %p', (wrong, message) => {
    expect(() => space.parse(wrong)).toThrow(InputError);
    expect(() => space.parse(wrong)).toThrow(message);
  });
});

test('prune removes the edges on no path from input to output', () => {
  // Edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3: nothing reads node 1, so the edge into it is removed.
  expect(space.prune?.([CONV3, POOL, NONE, SKIP, NONE, CONV1])).toEqual([
    NONE,
    POOL,
    NONE,
    SKIP,
    NONE,
    CONV1,
  ]);
  expect(space.prune?.([CONV3, CONV3, POOL, SKIP, CONV3, NONE])).toEqual([
    CONV3,
    NONE,
    NONE,
    SKIP,
    CONV3,
    NONE,
  ]);
  expect(new Set(everyCell().map((cell) => space.prune?.(cell).join())).size).toBe(9445);
});

test('fromTokens and validTokens reject invalid tokens and positions', () => {
  expect(() => space.fromTokens([0, 1, 2, 3, 4])).toThrow(RangeError);
  expect(() => space.fromTokens([0, 1, 2, 3, 4, 5])).toThrow(RangeError);
  expect(() => space.validTokens(6, 0)).toThrow(RangeError);
});

describe('canonical', () => {
  const form = (...cell: number[]): string => space.canonical(cell);

  test.each<[string, Architecture, Architecture]>([
    ['swapped inner nodes', [CONV1, POOL, NONE, SKIP, CONV3, NONE], [POOL, CONV1, NONE, SKIP, NONE, CONV3]],
    [
      'a skip and the edge that it continues',
      [CONV3, NONE, SKIP, NONE, NONE, POOL],
      [CONV3, NONE, NONE, NONE, POOL, NONE],
    ],
    ['nodes that nothing reads', [CONV3, POOL, NONE, SKIP, NONE, NONE], [NONE, NONE, NONE, SKIP, NONE, NONE]],
    [
      'nodes that no path reaches',
      [NONE, NONE, CONV3, SKIP, CONV1, POOL],
      [NONE, NONE, NONE, SKIP, NONE, NONE],
    ],
    [
      'a pooled sum and the sum of pooled terms',
      [CONV3, SKIP, SKIP, NONE, NONE, POOL],
      [CONV3, NONE, NONE, POOL, POOL, NONE],
    ],
  ])('is equal for %s', (_, one, other) => {
    expect(form(...one)).toBe(form(...other));
  });

  test.each<[string, Architecture, Architecture]>([
    [
      'one convolution read twice and two convolutions',
      [CONV3, NONE, SKIP, NONE, SKIP, SKIP],
      [CONV3, NONE, NONE, CONV3, SKIP, NONE],
    ],
    [
      'an input added once and twice',
      [SKIP, NONE, NONE, SKIP, SKIP, NONE],
      [NONE, NONE, NONE, SKIP, NONE, NONE],
    ],
    ['the kernels', [NONE, NONE, NONE, CONV1, NONE, NONE], [NONE, NONE, NONE, CONV3, NONE, NONE]],
    [
      'pooling before and after a convolution',
      [POOL, NONE, NONE, NONE, CONV3, NONE],
      [CONV3, NONE, NONE, NONE, POOL, NONE],
    ],
  ])('distinguishes %s', (_, one, other) => {
    expect(form(...one)).not.toBe(form(...other));
  });

  test('is equal exactly for cells that compute the same function', () => {
    const byForm = new Map<string, string>();
    const byFunction = new Map<string, string>();
    for (const cell of everyCell()) {
      const [key, computed] = [space.canonical(cell), functionOf(cell)];
      byForm.set(key, byForm.get(key) ?? computed);
      byFunction.set(computed, byFunction.get(computed) ?? key);
      if (byForm.get(key) !== computed || byFunction.get(computed) !== key) {
        throw new Error(`${cell.join(' ')}: ${key} against ${byFunction.get(computed)}`);
      }
    }
    expect(byForm.size).toBe(byFunction.size);
    expect(byForm.size).toBe(5044);
  });

  test("distinguishes fewer cells than the benchmark's own rule, which counts 6,466", () => {
    expect(new Set(everyCell().map(uniqueText)).size).toBe(6466);
  });
});

test('symmetries swaps the inner nodes if they are not connected and differ', () => {
  expect(space.symmetries([CONV1, POOL, NONE, SKIP, CONV3, NONE])).toEqual([
    [POOL, CONV1, NONE, SKIP, NONE, CONV3],
  ]);
  expect(space.symmetries([CONV1, POOL, SKIP, SKIP, CONV3, NONE])).toEqual([]);
  expect(space.symmetries([CONV1, CONV1, NONE, SKIP, POOL, POOL])).toEqual([]);
});

test('draw draws an arrow for every operation except none', async () => {
  const [{ title, dot }] = space.draw([CONV1, POOL, NONE, SKIP, CONV3, NONE]);
  expect(title).toBe('Cell');
  const svg = await renderSvg(dot);
  const arrows = [...svg.matchAll(/<title>node(\d)&#45;&gt;node(\d)<\/title>/g)].map(
    ([, from, to]) => from + to,
  );
  expect(arrows.sort()).toEqual(['01', '02', '03', '13']);
  for (const label of ['conv 1×1', 'avg pool 3×3', 'skip', 'conv 3×3', 'input', 'output', 'node 2']) {
    expect(svg).toContain(label);
  }
});

/**
 * Runs the cell on 32-bit integers with every assignment of six weights to its convolutions. The sets of outputs are equal
 * for cells that compute the same function, and for others with a chance of about 2^-32. Pooling multiplies, so it is
 * linear. A convolution of zero is zero; any other input is scrambled by weights and kernel.
 */
function functionOf(cell: Architecture): string {
  const outputs = new Set<number>();
  const convolutions = cell.flatMap((op, edge) => (op === CONV1 || op === CONV3 ? [edge] : []));
  const weights: number[] = EDGES.map(() => 0);
  for (const chosen of WEIGHTS[convolutions.length]) {
    convolutions.forEach((edge, i) => (weights[edge] = chosen[i]));
    const nodes = [0x5eed1e55, 0, 0, 0];
    EDGES.forEach(({ from, to }, edge) => {
      nodes[to] = (nodes[to] + apply(cell[edge], nodes[from], weights[edge])) | 0;
    });
    outputs.add(nodes[3]);
  }
  return [...outputs].sort((a, b) => a - b).join(' ');
}

function apply(op: number, value: number, weight: number): number {
  switch (NASBENCH201_OPS[op]) {
    case 'none':
      return 0;
    case 'skip_connect':
      return value;
    case 'avg_pool_3x3':
      return Math.imul(value, 0x9e3779b1);
    case 'nor_conv_1x1':
      return value === 0 ? 0 : scramble(value, 2 * weight);
    case 'nor_conv_3x3':
      return value === 0 ? 0 : scramble(value, 2 * weight + 1);
    default:
      throw new Error(`no op ${op}`);
  }
}

/** The finaliser of MurmurHash3. */
function scramble(value: number, key: number): number {
  let mixed = value ^ Math.imul(key + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The assignments of distinct weights, by the number of convolutions. */
const WEIGHTS: readonly number[][][] = Array.from({ length: 7 }, (_, count) => choices(count));

function choices(count: number): number[][] {
  if (count === 0) return [[]];
  return choices(count - 1).flatMap((chosen) =>
    [0, 1, 2, 3, 4, 5].filter((weight) => !chosen.includes(weight)).map((weight) => [...chosen, weight]),
  );
}

/**
 * The benchmark's rule: an operation is zero if it is none or its input is zero, a skip is its input, sums are sorted. It
 * distinguishes the sum of zeros from zero, and does not distinguish one convolution read twice from two.
 */
function uniqueText(cell: Architecture): string {
  const nodes = ['0'];
  for (const node of [1, 2, 3]) {
    const terms = EDGES.flatMap(({ from, to }, edge) => {
      if (to !== node) return [];
      const op = NASBENCH201_OPS[cell[edge]];
      if (op === 'none' || nodes[from] === '#') return ['#'];
      return op === 'skip_connect' ? [nodes[from]] : [`(${nodes[from]})@${op}`];
    });
    nodes.push(terms.sort().join('+'));
  }
  return nodes[3];
}
