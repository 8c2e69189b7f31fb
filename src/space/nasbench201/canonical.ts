import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS, OUTPUT_NODE } from './cell';

/**
 * A canonical form of cells: two cells get the same one exactly when they compute the same function of their input and
 * of the weights of their convolutions, whichever convolution has which weights. What it knows:
 *
 * - `none` is no edge, and what no path from the input reaches is zero, convolutions of it too (the constant that batch
 *   norm's shift makes of zeros is left out of account, as it is by the benchmark);
 * - `skip_connect` is its input itself, so a sum of sums is one sum;
 * - average pooling is linear and has no weights: a pooled sum is the sum of the pooled;
 * - a convolution has weights of its own: `f(x) + f(x)` of one is another function than `f(x) + g(x)` of two;
 * - what the output does not read does not count.
 *
 * A node is then a sum of terms: the input, or a convolution of such a sum, pooled some number of times.
 */
export function canonicalizeNasBench201Cell(architecture: Architecture): string {
  const convolutions: Convolution[] = [];
  const nodes: Sum[] = [[{ source: INPUT, pooled: 0 }], [], [], []];
  EDGES.forEach(({ from, to }, edge) => {
    const sum = nodes[from];
    if (sum.length === 0) return;
    const op = NASBENCH201_OPS[architecture[edge]];
    switch (op) {
      case 'none':
        return;
      case 'skip_connect':
        nodes[to].push(...sum);
        return;
      case 'avg_pool_3x3':
        nodes[to].push(...sum.map(({ source, pooled }) => ({ source, pooled: pooled + 1 })));
        return;
      case 'nor_conv_1x1':
      case 'nor_conv_3x3':
        nodes[to].push({ source: convolutions.length, pooled: 0 });
        convolutions.push({ kernel: op === 'nor_conv_1x1' ? 1 : 3, input: [...sum] });
    }
  });
  return findSmallestText(nodes[OUTPUT_NODE], convolutions);
}

/** Stands for the cell's input where the number of a convolution may stand. */
const INPUT = -1;

interface Term {
  /** INPUT, or the number of a convolution, which reads convolutions of smaller numbers only. */
  readonly source: number;
  /** How many times it is average pooled. */
  readonly pooled: number;
}

type Sum = Term[];

interface Convolution {
  readonly kernel: 1 | 3;
  readonly input: Sum;
}

/** The smallest text over all ways of naming convolutions that look the same when they are written out. */
function findSmallestText(output: Sum, convolutions: readonly Convolution[]): string {
  const forms: string[] = [];
  for (const { kernel, input } of convolutions) forms.push(`f${kernel}(${formatSum(input, forms)})`);
  const groups = [...new Set(forms)]
    .sort()
    .map((form) => forms.flatMap((other, convolution) => (other === form ? [convolution] : [])));
  const texts = listOrders(groups).map((order) => {
    const names: string[] = [];
    order.forEach((convolution, index) => (names[convolution] = `${forms[convolution]}#${index}`));
    return formatNamedText(output, convolutions, names);
  });
  return texts.reduce((least, text) => (text < least ? text : least));
}

/** The output and what it reads, each convolution written out once, under its name. */
function formatNamedText(
  output: Sum,
  convolutions: readonly Convolution[],
  names: readonly string[],
): string {
  const read = new Set<number>();
  const visit = (sum: Sum): void => {
    for (const { source } of sum) {
      if (source === INPUT || read.has(source)) continue;
      read.add(source);
      visit(convolutions[source].input);
    }
  };
  visit(output);
  const shortNames = shortenNames(names, read);
  const definitions = [...read].map((convolution) => {
    const { kernel, input } = convolutions[convolution];
    return `${shortNames[convolution]}=f${kernel}(${formatSum(input, shortNames)})`;
  });
  return [formatSum(output, shortNames), ...definitions.sort()].join('; ');
}

/** Letters for the convolutions that count, in the order of their names. */
function shortenNames(names: readonly string[], read: ReadonlySet<number>): string[] {
  const inOrder = [...read].sort((a, b) => (names[a] < names[b] ? -1 : 1));
  const short: string[] = [];
  inOrder.forEach((convolution, i) => (short[convolution] = String.fromCharCode(97 + i)));
  return short;
}

function formatSum(sum: Sum, names: readonly string[]): string {
  const terms = sum.map(
    ({ source, pooled }) => `${source === INPUT ? 'x' : names[source]}${"'".repeat(pooled)}`,
  );
  return terms.sort().join('+') || '0';
}

/** All orders of the members of the groups, group after group; a cell has six convolutions at most. */
function listOrders(groups: readonly (readonly number[])[]): number[][] {
  const [first, ...rest] = groups;
  if (first === undefined) return [[]];
  const tails = listOrders(rest);
  return listPermutations(first).flatMap((head) => tails.map((tail) => [...head, ...tail]));
}

function listPermutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => listPermutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
