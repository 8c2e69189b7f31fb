import { closest } from 'fastest-levenshtein';
import { InputError } from '../../errors';
import { pluralize } from '../../plural';
import { describeWordCount } from '../positional-space';
import type { Architecture } from '../space';
import { EDGES, NASBENCH201_OPS } from './cell';

/** One of the benchmark's own texts, such as `|none~0|+|skip_connect~0|none~1|+|none~0|none~1|none~2|`. */
const BENCHMARK_TEXT = /^\|/;

const OP_NAMES: readonly string[] = NASBENCH201_OPS;

/**
 * Reads a cell: six integers, one for the operation on each edge, or the text that the benchmark itself writes,
 * `|op~input|` for each edge and `+` between the nodes.
 *
 * @throws InputError naming the position of what is wrong
 */
export function parseNasBench201Cell(text: string): Architecture {
  const trimmed = text.trim();
  return BENCHMARK_TEXT.test(trimmed) ? parseBenchmarkText(trimmed) : parseIntegers(trimmed);
}

/** The cell as the benchmark writes it. */
export function formatBenchmarkText(architecture: Architecture): string {
  const nodes = [1, 2, 3].map((node) =>
    EDGES.flatMap(({ from, to }, edge) =>
      to === node ? [`${NASBENCH201_OPS[architecture[edge]]}~${from}`] : [],
    ),
  );
  return nodes.map((edges) => `|${edges.join('|')}|`).join('+');
}

function parseIntegers(text: string): Architecture {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length !== EDGES.length) {
    const found = describeWordCount(words.length);
    throw new InputError(
      `the architecture ${found}, but a cell of nasbench201 is ${EDGES.length} integers with spaces between, the operations ` +
        `on the edges ${EDGES.map(({ from, to }) => `${from}-${to}`).join(', ')}, or the benchmark's own text |op~input|+...`,
    );
  }
  return words.map((word, position) => {
    const op = /^\d+$/.test(word) ? Number(word) : NaN;
    if (op < NASBENCH201_OPS.length) return op;
    const ops = NASBENCH201_OPS.map((name, i) => `${i} (${name})`).join(', ');
    throw new InputError(`position ${position + 1}: op ${word}, but the ops of nasbench201 are ${ops}`);
  });
}

function parseBenchmarkText(text: string): Architecture {
  const nodes = text.split('+');
  if (nodes.length !== 3) {
    throw new InputError(
      `'${text}' has ${pluralize(nodes.length, 'node')} where a cell of nasbench201 has 3: give |op~0|+|op~0|op~1|+|op~0|op~1|op~2|`,
    );
  }
  const architecture: number[] = EDGES.map(() => -1);
  nodes.forEach((words, i) => {
    const to = i + 1;
    for (const word of words.split('|').filter((part) => part.trim() !== ''))
      readEdge(word, to, architecture);
  });
  const missing = EDGES.find((_, edge) => architecture[edge] < 0);
  if (missing !== undefined) {
    throw new InputError(
      `node ${missing.to} of '${text}' does not say what it does with input ${missing.from}`,
    );
  }
  return architecture;
}

/** @param word `op~input`; the operation is written into `architecture` */
function readEdge(word: string, to: number, architecture: number[]): void {
  const [name, input, ...rest] = word.split('~').map((part) => part.trim());
  const edge = EDGES.findIndex((each) => each.to === to && String(each.from) === input);
  if (edge < 0 || rest.length > 0) {
    throw new InputError(
      `node ${to}: '${word}' is not op~input with an input from 0 to ${to - 1}: correct it, such as ${name}~0`,
    );
  }
  if (architecture[edge] >= 0) throw new InputError(`node ${to}: input ${input} is written twice`);
  const op = OP_NAMES.indexOf(name);
  if (op < 0) {
    throw new InputError(
      `node ${to}: unknown operation '${name}': did you mean '${closest(name, OP_NAMES)}'? (known: ${OP_NAMES.join(', ')})`,
    );
  }
  architecture[edge] = op;
}
