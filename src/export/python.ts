import type { Cell } from '../space/cnn/cells';
import { GENOTYPE_NAMES } from '../space/cnn/genotype';
import type { CellOp } from '../space/cnn/ops';
import { EDGES, type NasBench201Op } from '../space/nasbench201/cells';
import type { RnnActivation } from '../space/rnn/cells';
import type { ImageNetworkSize, LanguageModel, Model, NaoCellsModel } from './model';

/** A Python source file. */
export interface PythonSource {
  /** Paragraphs of the module's docstring. */
  readonly docstring: readonly string[];
  /** Import statements. */
  readonly imports: string;
  /** Constants, and then functions and classes, without blank lines around them. */
  readonly constants: readonly string[];
  readonly definitions: readonly string[];
}

/** Formats a source file as PEP 8 has it: two blank lines around definitions. */
export function formatSource({ docstring, imports, constants, definitions }: PythonSource): string {
  const head = [`"""${docstring.join('\n\n')}\n"""`, imports, ...constants].map((part) => part.trim());
  const parts = [head.join('\n\n'), ...definitions.map((part) => part.trim())];
  return `${parts.join('\n\n\n')}\n`;
}

/** Paragraphs that say what the network is and how it was trained. */
export function describeModel({ name, space, architecture, trained, kind }: Model): string[] {
  const what = kind === 'text' ? 'language model' : 'image classifier';
  const article = kind === 'text' ? 'a' : 'an';
  const subject = name === undefined ? `${article} ${what}` : `${name}, ${article} ${what}`;
  const paragraphs = [
    `${subject.charAt(0).toUpperCase()}${subject.slice(1)} found by neural architecture search.`,
  ];
  if (name === undefined)
    paragraphs.push(wrapWords(`Architecture in the space ${space.name}: ${space.format(architecture)}`));
  if (trained !== undefined) {
    const { dataset, epochs, nao } = trained;
    paragraphs.push(`nao ${nao} trained it on ${dataset} for ${epochs} epochs.`);
  }
  return paragraphs;
}

/** Breaks a text into lines of at most 80 characters. */
function wrapWords(text: string): string {
  return text.replace(/(.{1,80})(?: |$)/g, '$1\n').trimEnd();
}

/** Formats the two cells of a model as Python lists: two pairs of operation and input for each node. */
export function formatCells({ cells: { normal, reduction } }: NaoCellsModel): string {
  return `# A node adds the results of two operations, each applied to an earlier state.
# States 0 and 1 are the outputs of the two preceding cells; state 2 is the first node.
NORMAL = [
${formatNodes(normal)}]
REDUCTION = [
${formatNodes(reduction)}]

# The states that no operation reads make the output of a cell.
NORMAL_OUTPUT = [${normal.looseEnds.join(', ')}]
REDUCTION_OUTPUT = [${reduction.looseEnds.join(', ')}]`;
}

function formatNodes({ nodes }: Cell): string {
  return nodes
    .map(({ branches }) => {
      const pairs = branches.map(({ op, input }) => `("${GENOTYPE_NAMES[op]}", ${input})`);
      return `    (${pairs.join(', ')}),\n`;
    })
    .join('');
}

/** Formats the edges of a cell as a Python list. */
export function formatEdges(ops: readonly NasBench201Op[]): string {
  const edges = EDGES.map(({ from, to }, edge) => `    (${from}, ${to}, "${ops[edge]}"),\n`);
  return `# An edge adds the result of an operation on its first node to its second node.\n# Node 0 is the input of a cell, node 3 its output.\nEDGES = [\n${edges.join('')}]`;
}

/** Formats the nodes of a recurrent cell as Python constants. */
export function formatRecurrentNodes({ cell: { nodes }, output }: LanguageModel): string {
  const [{ activation: first }, ...others] = nodes;
  const lines = others.map(({ activation, previous = 0 }) => `    ("${activation}", ${previous}),\n`);
  return `# Node 0 reads the word and the hidden state. Each later node reads an earlier one.
FIRST = "${first}"
NODES = ${lines.length === 0 ? '[]' : `[\n${lines.join('')}]`}

# The mean of these nodes is the new hidden state.
OUTPUT = [${output.join(', ')}]`;
}

/** Formats the activation functions of a recurrent cell as a Python dictionary. @param functions expression of each */
export function formatActivations(
  { cell: { nodes } }: LanguageModel,
  functions: Readonly<Record<RnnActivation, string>>,
): string {
  const used = [...new Set(nodes.map(({ activation }) => activation))];
  return `ACTIVATIONS = {\n${used.map((name) => `    "${name}": ${functions[name]},\n`).join('')}}`;
}

/** Returns the operations of both cells, without repetition, in the order of all operations. */
export function listOps({ cells: { normal, reduction } }: NaoCellsModel): CellOp[] {
  const used = new Set(
    [...normal.nodes, ...reduction.nodes].flatMap(({ branches }) => branches.map(({ op }) => op)),
  );
  return (Object.keys(GENOTYPE_NAMES) as CellOp[]).filter((op) => used.has(op));
}

/** Formats the constants of the data that the network was trained on. */
export function formatData({ classNames, statistics }: ImageNetworkSize): string[] {
  return [
    ...(statistics === undefined
      ? []
      : [
          `# Statistics of the training images, from 0 to 1, for each channel.\n` +
            `MEAN = [${statistics.mean.join(', ')}]\nSTD = [${statistics.std.join(', ')}]`,
        ]),
    ...(classNames === undefined ? [] : [`CLASSES = ${formatStrings(classNames)}`]),
  ];
}

/** Writes the constant that names the file of trained weights, if there are any. */
export function formatWeightsPath({ trained }: Model): string[] {
  return trained === undefined ? [] : ['WEIGHTS = Path(__file__).with_suffix(".safetensors")'];
}

/** Formats a list of strings, over several lines if it is long. */
function formatStrings(strings: readonly string[]): string {
  const items = strings.map((text) => JSON.stringify(text));
  const line = `[${items.join(', ')}]`;
  return line.length <= 75 ? line : `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
}

/** Returns the name by which Python imports a file, such as `model` for `out/model.py`. */
export function toModuleName(file: string): string {
  const name = file.replace(/^.*\//, '').replace(/\.py$/, '');
  return /^[A-Za-z_]\w*$/.test(name) ? name : 'model';
}
