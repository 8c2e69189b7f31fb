import type { NasBench201Op } from '../../space/nasbench201/cells';
import type { NasBench201Model } from '../model';
import { formatData, formatEdges, formatSource, formatWeightsPath } from '../python';
import { describeUse, formatImports, formatLoad, formatNormalization } from './network';
import { CONV2D_SAME, RELU_CONV_NORM, SAME_PADDING } from './parts';

/** Writes a network of NAS-Bench-201 as a PyTorch module. */
export function formatNasBench201(model: NasBench201Model, module: string): string {
  const ops = [...new Set(model.ops)];
  return formatSource({
    docstring: describeUse(model, module),
    imports: formatImports(
      model,
      ['import math', 'from collections import OrderedDict'],
      ['import torch.nn.functional as F'],
    ),
    constants: [formatEdges(model.ops), ...formatData(model.size), ...formatWeightsPath(model)],
    definitions: [
      SAME_PADDING,
      CONV2D_SAME,
      RELU_CONV_NORM,
      `OPERATIONS = {\n${ops.map((op) => `    "${op}": lambda channels: ${OPS[op]},\n`).join('')}}`,
      CELL,
      RESIDUAL_BLOCK,
      formatNetwork(model),
      ...formatLoad(model),
    ],
  });
}

const OPS: Readonly<Record<NasBench201Op, string>> = {
  none: 'None',
  skip_connect: 'nn.Identity()',
  nor_conv_1x1: 'ReluConvNorm(channels, channels)',
  nor_conv_3x3: 'ReluConvNorm(channels, channels, 3)',
  avg_pool_3x3: 'nn.AvgPool2d(\n        3, stride=1, padding=1, count_include_pad=False\n    )',
};

const CELL = `
class Cell(nn.Module):
    """A cell of four nodes, which are the sums of their incoming edges."""

    def __init__(self, channels):
        super().__init__()
        self.edges = nn.ModuleList(OPERATIONS[name](channels) for _, _, name in EDGES)

    def forward(self, x):
        nodes = [x] + [torch.zeros_like(x)] * 3
        for (start, end, _), operation in zip(EDGES, self.edges):
            if operation is not None:
                nodes[end] = nodes[end] + operation(nodes[start])
        return nodes[3]`;

const RESIDUAL_BLOCK = `
class ResidualBlock(nn.Module):
    """Halves height and width and doubles the channels."""

    def __init__(self, channels):
        super().__init__()
        self.first = ReluConvNorm(channels, 2 * channels, 3, stride=2)
        self.second = ReluConvNorm(2 * channels, 2 * channels, 3)
        self.pool = nn.AvgPool2d(2, stride=2, ceil_mode=True)
        self.shortcut = nn.Conv2d(channels, 2 * channels, 1, bias=False)

    def forward(self, x):
        return self.shortcut(self.pool(x)) + self.second(self.first(x))`;

function formatNetwork(model: NasBench201Model): string {
  const { cellsPerStack, channels, classes, image } = model.size;
  const { buffers, images } = formatNormalization(model);
  return `
class Network(nn.Module):
    """Stem, three stages of cells with residual blocks in between, classifier."""

    def __init__(
        self,
        cells_per_stage=${cellsPerStack},
        channels=${channels},
        classes=${classes},
        image_channels=${image.channels},
        dropout=0.0,
    ):
        super().__init__()${buffers}
        self.stem = nn.Sequential(
            OrderedDict(
                conv=nn.Conv2d(image_channels, channels, 3, padding=1, bias=False),
                norm=nn.BatchNorm2d(channels),
            )
        )
        self.stages = nn.ModuleList(
            nn.Sequential(*[Cell(channels * 2**stage) for _ in range(cells_per_stage)])
            for stage in range(3)
        )
        self.reductions = nn.ModuleList(
            [ResidualBlock(channels), ResidualBlock(2 * channels)]
        )
        self.norm = nn.BatchNorm2d(4 * channels)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(4 * channels, classes)

    def forward(self, images):
        x = self.stages[0](self.stem(${images}))
        x = self.stages[1](self.reductions[0](x))
        x = self.stages[2](self.reductions[1](x))
        features = F.relu(self.norm(x)).mean(dim=(2, 3))
        return self.classifier(self.dropout(features))`;
}
