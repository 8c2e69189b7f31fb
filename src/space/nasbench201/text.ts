import { createUnknownNameError, InputError } from '../../errors';
import { pluralize } from '../../plural';
import type { PositionalSpace } from '../positional-space';
import type { Architecture } from '../space';
import { createPositionError, createWordCountError, formatChoices, splitWords } from '../text-form';
import { EDGES, NASBENCH201_OPS } from './cells';

/** The start of the benchmark's own texts, such as `|none~0|+|skip_connect~0|none~1|+|none~0|none~1|none~2|`. */
const BENCHMARK_TEXT = /^\|/;

const OP_NAMES: readonly string[] = NASBENCH201_OPS;

/**
 * Parses a cell: six integers, one per edge, or the benchmark's own text with `|op~input|` per edge and `+` between the
 * nodes.
 *
 * @param read parses the words of the six integers
 * @throws InputError naming the invalid position
 */
export function parseNasBench201Cell(text: string, read: PositionalSpace['read']): Architecture {
  const trimmed = text.trim();
  if (BENCHMARK_TEXT.test(trimmed)) return parseBenchmarkText(trimmed);
  const words = splitWords(trimmed);
  if (words.length !== EDGES.length) {
    throw createWordCountError(
      words.length,
      `a cell of nasbench201 has ${EDGES.length} integers: give the ops of the edges ` +
        `${EDGES.map(({ from, to }) => `${from}-${to}`).join(', ')}, or the benchmark's text |op~input|+...`,
    );
  }
  return read(words, (word, position) =>
    createPositionError(
      position,
      `op ${word}, but the ops of nasbench201 are ${formatChoices(NASBENCH201_OPS)}`,
    ),
  );
}

/** Formats a cell as the benchmark's own text, such as `|none~0|+|skip_connect~0|none~1|+|none~0|none~1|none~2|`. */
export function formatBenchmarkText(architecture: Architecture): string {
  const nodes = [1, 2, 3].map((node) => {
    const edges = EDGES.flatMap(({ from, to }, edge) =>
      to === node ? [`${NASBENCH201_OPS[architecture[edge]]}~${from}`] : [],
    );
    return `|${edges.join('|')}|`;
  });
  return nodes.join('+');
}

function parseBenchmarkText(text: string): Architecture {
  const nodes = text.split('+');
  if (nodes.length !== 3) {
    throw new InputError(
      `'${text}' has ${pluralize(nodes.length, 'node')}, but a cell of nasbench201 has 3: give |op~0|+|op~0|op~1|+|op~0|op~1|op~2|`,
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
      `node ${missing.to} of '${text}' has no operation on input ${missing.from}: add op~${missing.from}`,
    );
  }
  return architecture;
}

/** Parses `op~input` and writes the operation into `architecture`. */
function readEdge(word: string, to: number, architecture: number[]): void {
  const [name, input, ...rest] = word.split('~').map((part) => part.trim());
  const edge = EDGES.findIndex((each) => each.to === to && String(each.from) === input);
  if (edge < 0 || rest.length > 0) {
    throw new InputError(
      `node ${to}: '${word}' is not op~input with an input from 0 to ${to - 1}: correct it, such as ${name}~0`,
    );
  }
  if (architecture[edge] >= 0) {
    throw new InputError(`node ${to}: input ${input} has two operations: give one`);
  }
  const op = OP_NAMES.indexOf(name);
  if (op < 0) {
    throw new InputError(`node ${to}: ${createUnknownNameError('operation', name, OP_NAMES).message}`);
  }
  architecture[edge] = op;
}
