import type { NasBench201Op } from '../../space/nasbench201/cells';
import type { NasBench201Model } from '../model';
import { formatData, formatEdges, formatSource, formatWeightsPath } from '../python';
import { describeUse, formatImports, formatLoad, formatNormalization } from './network';
import { BATCH_NORM, RELU_CONV_NORM } from './parts';

/** Writes a network of NAS-Bench-201 as a Keras model. */
export function formatNasBench201(model: NasBench201Model, module: string): string {
  const ops = [...new Set(model.ops)].filter((op) => op !== 'none');
  return formatSource({
    docstring: describeUse(model, module),
    imports: formatImports(model, 'layers, ops'),
    constants: [formatEdges(model.ops), ...formatData(model.size), ...formatWeightsPath(model)],
    definitions: [
      BATCH_NORM,
      RELU_CONV_NORM,
      formatOperation(ops),
      CELL,
      RESIDUAL_BLOCK,
      formatBuild(model),
      ...formatLoad(model),
    ],
  });
}

/** Statement that applies an operation. */
const OPS: Readonly<Record<NasBench201Op, string>> = {
  none: '',
  skip_connect: 'x',
  nor_conv_1x1: 'relu_conv_norm(x, channels, 1, 1, name)',
  nor_conv_3x3: 'relu_conv_norm(x, channels, 3, 1, name)',
  avg_pool_3x3: 'layers.AveragePooling2D(3, 1, padding="same")(x)',
};

/** Writes the function that applies an operation. */
function formatOperation(ops: readonly NasBench201Op[]): string {
  const cases = ops.map((op) => `    if operation == "${op}":\n        return ${OPS[op]}\n`);
  return `
def apply(operation, x, channels, name):
${cases.join('')}    raise ValueError(f"unknown operation {operation}")`;
}

const CELL = `
def cell(x, channels, name):
    """Adds a cell of four nodes, which are the sums of their incoming edges."""
    nodes = [x] + [ops.zeros_like(x)] * 3
    for i, (start, end, operation) in enumerate(EDGES):
        if operation != "none":
            y = apply(operation, nodes[start], channels, f"{name}_edges_{i}")
            nodes[end] = layers.Add()([nodes[end], y])
    return nodes[3]`;

const RESIDUAL_BLOCK = `
def residual_block(x, channels, name):
    """Halves height and width and doubles the channels, to \`channels\`."""
    y = relu_conv_norm(x, channels, 3, 2, f"{name}_first")
    y = relu_conv_norm(y, channels, 3, 1, f"{name}_second")
    x = layers.AveragePooling2D(2, 2, padding="same")(x)
    x = layers.Conv2D(channels, 1, use_bias=False, name=f"{name}_shortcut")(x)
    return layers.Add()([x, y])`;

function formatBuild(model: NasBench201Model): string {
  const { cellsPerStack, channels, classes, image } = model.size;
  return `
def build_model(
    cells_per_stage=${cellsPerStack},
    channels=${channels},
    classes=${classes},
    image_shape=(${image.height}, ${image.width}, ${image.channels}),
    dropout=0.0,
    classifier_activation="softmax",
):
    """Stem, three stages of cells with residual blocks in between, classifier."""
    images = keras.Input(image_shape)
${formatNormalization(model)}    x = layers.Conv2D(channels, 3, padding="same", use_bias=False, name="stem_conv")(x)
    x = batch_norm(x, "stem_norm")
    for stage in range(3):
        if stage > 0:
            channels *= 2
            x = residual_block(x, channels, f"reductions_{stage - 1}")
        for i in range(cells_per_stage):
            x = cell(x, channels, f"stages_{stage}_{i}")
    x = layers.ReLU()(batch_norm(x, "norm"))
    x = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(x))
    outputs = layers.Dense(classes, classifier_activation, name="classifier")(x)
    return keras.Model(images, outputs)`;
}
