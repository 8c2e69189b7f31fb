import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS, OUTPUT_NODE } from './cells';

/**
 * Returns the canonical form of a cell. Two cells have the same form exactly if they compute the same function of the
 * input and the convolutions' weights, up to exchanging the weights of convolutions. The rules:
 *
 * - `none` removes the edge. Nodes without a path from the input are zero, and so are convolutions of zero. (The
 *   constant from batch norm's shift is ignored, as by the benchmark.)
 * - `skip_connect` is the identity, so a sum of sums is one sum.
 * - Average pooling is linear and has no weights, so pooling distributes over sums.
 * - Each convolution has its own weights: `f(x) + f(x)` differs from `f(x) + g(x)`.
 * - Nodes that the output does not depend on are ignored.
 *
 * A node is then a sum of terms. A term is the input or a convolution of such a sum, pooled zero or more times.
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

/** The `source` of a term that is the cell's input. */
const INPUT = -1;

interface Term {
  /** INPUT, or the number of a convolution. A convolution depends on smaller numbers only. */
  readonly source: number;
  /** Number of average poolings. */
  readonly pooled: number;
}

type Sum = Term[];

interface Convolution {
  readonly kernel: 1 | 3;
  readonly input: Sum;
}

/** Returns the smallest text over all orders of convolutions with equal expanded forms. */
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

/** Formats the output and the convolutions that it depends on, each defined once under its name. */
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

/** Replaces the names of the convolutions in `read` by letters, in the order of the names. */
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

/** Lists the orders that permute within each group and keep the groups in order. A cell has at most six convolutions. */
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
