import type { Cell } from '../space/cnn/cells';
import { GENOTYPE_NAMES } from '../space/cnn/genotype';
import { EDGES, NODE_COUNT } from '../space/nasbench201/cells';
import type { LanguageModel, Model, NasBench201Model } from './model';

/** A cell as a graph. */
interface JsonCell {
  readonly nodes: readonly { readonly name: string; readonly operation: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly operation?: string }[];
}

/** Formats a model as JSON: its cells as graphs of named nodes and edges, and the sizes of its network. */
export function formatJson(model: Model): string {
  const { title, space, architecture, trained } = model;
  const description = {
    name: title,
    space: space.name,
    architecture: space.format(architecture),
    cells: describeCells(model),
    network: describeNetwork(model),
    ...(trained === undefined
      ? {}
      : { training: { dataset: trained.dataset, epochs: trained.epochs, nao: trained.nao } }),
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}

function describeNetwork(model: Model): object {
  if (model.kind === 'text') {
    return { hiddenSize: model.hiddenSize, vocabulary: model.vocabulary };
  }
  const { cellsPerStack, channels, classes, classNames, image, statistics } = model.size;
  const cellOutput = model.kind === 'nao-cells' ? { cellOutput: model.cellOutput } : {};
  return { cellsPerStack, channels, ...cellOutput, image, statistics, classes, classNames };
}

function describeCells(model: Model): Record<string, JsonCell> {
  switch (model.kind) {
    case 'nao-cells': {
      const combine = model.cellOutput === 'concatenated' ? 'concatenate' : 'sum of 1x1 convolutions';
      return {
        normal: describeNaoCell(model.cells.normal, combine),
        reduction: describeNaoCell(model.cells.reduction, combine),
      };
    }
    case 'nasbench201':
      return { cell: describeNasBench201Cell(model) };
    case 'text':
      return { cell: describeRnnCell(model) };
  }
}

function describeNaoCell({ nodes, looseEnds }: Cell, combine: string): JsonCell {
  const nameState = (state: number): string => (state < 2 ? `input${state}` : `node${state}`);
  const inputs = ['input0', 'input1'].map((name, i) => ({
    name,
    operation: i === 0 ? 'output of the cell before the last' : 'output of the last cell',
  }));
  return {
    nodes: [
      ...inputs,
      ...nodes.map((_, i) => ({ name: nameState(i + 2), operation: 'sum' })),
      { name: 'output', operation: combine },
    ],
    edges: [
      ...nodes.flatMap(({ branches }, i) =>
        branches.map(({ input, op }) => ({
          from: nameState(input),
          to: nameState(i + 2),
          operation: GENOTYPE_NAMES[op],
        })),
      ),
      ...looseEnds.map((state) => ({ from: nameState(state), to: 'output' })),
    ],
  };
}

function describeNasBench201Cell({ ops }: NasBench201Model): JsonCell {
  return {
    nodes: Array.from({ length: NODE_COUNT }, (_, node) => ({
      name: `node${node}`,
      operation: node === 0 ? 'input' : 'sum',
    })),
    edges: EDGES.map(({ from, to }, edge) => ({
      from: `node${from}`,
      to: `node${to}`,
      operation: ops[edge],
    })),
  };
}

function describeRnnCell({ cell: { nodes }, output }: LanguageModel): JsonCell {
  return {
    nodes: [
      { name: 'word', operation: 'embedding' },
      { name: 'hidden', operation: 'hidden state' },
      ...nodes.map(({ activation }, i) => ({ name: `node${i}`, operation: activation })),
      { name: 'output', operation: 'mean' },
    ],
    edges: [
      { from: 'word', to: 'node0' },
      { from: 'hidden', to: 'node0' },
      ...nodes.flatMap(({ previous }, i) =>
        previous === undefined ? [] : [{ from: `node${previous}`, to: `node${i}` }],
      ),
      ...output.map((node) => ({ from: `node${node}`, to: 'output' })),
    ],
  };
}
