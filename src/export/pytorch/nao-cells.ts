import { GENOTYPE_NAMES } from '../../space/cnn/genotype';
import { CELL_OPS, type CellOp, type OpKind } from '../../space/cnn/ops';
import type { NaoCellsModel } from '../model';
import { formatCells, formatData, formatSource, formatWeightsPath, listOps } from '../python';
import { describeUse, formatImports, formatLoad, formatNormalization } from './network';
import {
  AVERAGE_POOL,
  CONV2D_SAME,
  DROP_PATH,
  FACTORIZED_CONV,
  FACTORIZED_REDUCTION,
  MAX_POOL,
  RELU_CONV_NORM,
  SAME_PADDING,
  SEPARABLE_CONV,
} from './parts';

/** Writes a network of stacked cells as a PyTorch module. */
export function formatNaoCells(model: NaoCellsModel, module: string): string {
  const ops = listOps(model);
  return formatSource({
    docstring: describeUse(model, module),
    imports: formatImports(
      model,
      ['import math', 'from collections import OrderedDict'],
      ['import torch.nn.functional as F'],
    ),
    constants: [formatCells(model), ...formatData(model.size), ...formatWeightsPath(model)],
    definitions: [
      SAME_PADDING,
      CONV2D_SAME,
      RELU_CONV_NORM,
      FACTORIZED_REDUCTION,
      ...[...new Set(ops.map((op) => PARTS[CELL_OPS[op].kind]))].filter((part) => part !== ''),
      `OPERATIONS = {\n${ops.map((op) => `    "${GENOTYPE_NAMES[op]}": ${formatOp(op)},\n`).join('')}}`,
      DROP_PATH,
      formatCell(model),
      formatNetwork(model),
      ...formatLoad(model),
    ],
  });
}

/** Definitions that operations need besides those that every network has. */
const PARTS: Readonly<Record<OpKind, string>> = {
  identity: '',
  convolution: '',
  separable: SEPARABLE_CONV,
  avgPool: AVERAGE_POOL,
  maxPool: MAX_POOL,
  factorizedConv: FACTORIZED_CONV,
};

function formatOp(op: CellOp): string {
  const { kind, side } = CELL_OPS[op];
  return `lambda channels, stride: ${OP_CALLS[kind](side)}`;
}

const OP_CALLS: Readonly<Record<OpKind, (side: number) => string>> = {
  identity: () =>
    '(\n        nn.Identity() if stride == 1 else FactorizedReduction(channels, channels)\n    )',
  convolution: (side) => `ReluConvNorm(channels, channels, ${side}, stride)`,
  separable: (side) => `SeparableConv(channels, ${side}, stride)`,
  avgPool: (side) => `AveragePool(${side}, stride)`,
  maxPool: (side) => `MaxPool(${side}, stride)`,
  factorizedConv: (side) => `FactorizedConv(channels, ${side}, stride)`,
};

function formatCell({ cellOutput }: NaoCellsModel): string {
  const isProjected = cellOutput === 'projected';
  const how = isProjected
    ? 'The output is the sum of their 1x1 convolutions.'
    : 'The output is their concatenation.';
  const input1 = isProjected
    ? `(
            nn.Identity()
            if channels_last == channels
            else ReluConvNorm(channels_last, channels)
        )`
    : `ReluConvNorm(channels_last, channels)`;
  const equal = isProjected
    ? `        elif channels_before == channels:
            self.input0 = nn.Identity()
`
    : '';
  const outputs = isProjected
    ? `        self.channels = channels
        self.project = nn.ModuleDict(
            {
                str(state): nn.Conv2d(channels, channels, 1, bias=False)
                for state in self.output
            }
        )
        self.norm = nn.BatchNorm2d(channels)`
    : `        self.channels = len(self.output) * channels`;
  const combined = isProjected
    ? `        terms = [
            self.project[str(state)](F.relu(y))
            for state, y in zip(self.output, outputs)
        ]
        return self.norm(sum(terms))`
    : `        return torch.cat(outputs, dim=1)`;
  return `
class Cell(nn.Module):
    """A cell, which reads the outputs of the two preceding cells.

    The loose ends are the states that no operation reads.
    ${how}
    """

    def __init__(
        self, channels_before, channels_last, channels, reduction, after_reduction
    ):
        super().__init__()
        self.nodes = REDUCTION if reduction else NORMAL
        self.output = REDUCTION_OUTPUT if reduction else NORMAL_OUTPUT
        if after_reduction:
            self.input0 = FactorizedReduction(channels_before, channels)
${equal}        else:
            self.input0 = ReluConvNorm(channels_before, channels)
        self.input1 = ${input1}
        # A reduction cell reads its inputs with stride 2.
        self.branches = nn.ModuleList(
            OPERATIONS[name](channels, 2 if reduction and state < 2 else 1)
            for node in self.nodes
            for name, state in node
        )
        self.loose = nn.ModuleDict(
            {
                str(state): FactorizedReduction(channels, channels)
                for state in self.output
                if reduction and state < 2
            }
        )
${outputs}

    def forward(self, before, last, drop_path_rate=0.0):
        states = [self.input0(before), self.input1(last)]
        branches = iter(self.branches)
        for node in self.nodes:
            terms = []
            for (_, state), branch in zip(node, branches):
                y = branch(states[state])
                if drop_path_rate > 0 and not isinstance(branch, nn.Identity):
                    y = drop_path(y, drop_path_rate)
                terms.append(y)
            states.append(terms[0] + terms[1])
        outputs = [
            self.loose[str(state)](states[state])
            if str(state) in self.loose
            else states[state]
            for state in self.output
        ]
${combined}`;
}

function formatNetwork(model: NaoCellsModel): string {
  const { cellsPerStack, channels, classes, image } = model.size;
  const { buffers, images } = formatNormalization(model);
  return `
class Network(nn.Module):
    """Stem, three stacks of normal cells with reduction cells in between, classifier.

    Set \`drop_path\` during training to raise its rate step by step.
    """

    def __init__(
        self,
        cells_per_stack=${cellsPerStack},
        channels=${channels},
        classes=${classes},
        image_channels=${image.channels},
        drop_path=0.0,
        dropout=0.0,
    ):
        super().__init__()
        self.drop_path = drop_path${buffers}
        before = last = 3 * channels
        self.stem = nn.Sequential(
            OrderedDict(
                conv=nn.Conv2d(image_channels, last, 3, padding=1, bias=False),
                norm=nn.BatchNorm2d(last),
            )
        )
        self.cells = nn.ModuleList()
        reductions = [cells_per_stack, 2 * cells_per_stack + 1]
        for i in range(3 * cells_per_stack + 2):
            if i in reductions:
                channels *= 2
            cell = Cell(before, last, channels, i in reductions, i - 1 in reductions)
            self.cells.append(cell)
            before, last = last, cell.channels
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(last, classes)

    def forward(self, images):
        before = last = self.stem(${images})
        for cell in self.cells:
            rate = self.drop_path if self.training else 0.0
            before, last = last, cell(before, last, rate)
        features = F.relu(last).mean(dim=(2, 3))
        return self.classifier(self.dropout(features))`;
}
