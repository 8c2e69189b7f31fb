import { GENOTYPE_NAMES } from '../../space/cnn/genotype';
import { CELL_OPS, type CellOp, type OpKind } from '../../space/cnn/ops';
import type { NaoCellsModel } from '../model';
import { formatCells, formatData, formatSource, formatWeightsPath, listOps } from '../python';
import { describeUse, formatImports, formatLoad, formatNormalization } from './network';
import {
  AVERAGE_POOL,
  BATCH_NORM,
  FACTORIZED_CONV,
  FACTORIZED_REDUCTION,
  MAX_POOL,
  RELU_CONV_NORM,
  SEPARABLE_CONV,
  SKIP,
} from './parts';

/** Writes a network of stacked cells as a Keras model. */
export function formatNaoCells(model: NaoCellsModel, module: string): string {
  const ops = listOps(model);
  return formatSource({
    docstring: describeUse(model, module),
    imports: formatImports(model, 'layers'),
    constants: [formatCells(model), ...formatData(model.size), ...formatWeightsPath(model)],
    definitions: [
      BATCH_NORM,
      RELU_CONV_NORM,
      FACTORIZED_REDUCTION,
      ...new Set(ops.map((op) => OPERATIONS[CELL_OPS[op].kind].source).filter((part) => part !== '')),
      formatOperations(ops),
      formatCell(model),
      formatBuild(model),
      ...formatLoad(model),
    ],
  });
}

/** Definition of the operations of a kind, unless every network has it, and the name of its function. */
const OPERATIONS: Readonly<Record<OpKind, { readonly source: string; readonly name: string }>> = {
  identity: { source: SKIP, name: 'skip' },
  convolution: { source: '', name: 'relu_conv_norm' },
  separable: { source: SEPARABLE_CONV, name: 'separable_conv' },
  avgPool: { source: AVERAGE_POOL, name: 'average_pool' },
  maxPool: { source: MAX_POOL, name: 'max_pool' },
  factorizedConv: { source: FACTORIZED_CONV, name: 'factorized_conv' },
};

function formatOperations(ops: readonly CellOp[]): string {
  const entries = ops.map((op) => {
    const { kind, side } = CELL_OPS[op];
    return `    "${GENOTYPE_NAMES[op]}": (${OPERATIONS[kind].name}, ${side}),\n`;
  });
  return `# Function and size of the window of each operation.\nOPERATIONS = {\n${entries.join('')}}`;
}

function formatCell({ cellOutput }: NaoCellsModel): string {
  const isProjected = cellOutput === 'projected';
  const how = isProjected
    ? 'The output is the sum of their 1x1 convolutions.'
    : 'The output is their concatenation.';
  const calibrated = isProjected
    ? `        elif x.shape[-1] != channels:
            x = relu_conv_norm(x, channels, 1, 1, f"{name}_input{i}")`
    : `        else:
            x = relu_conv_norm(x, channels, 1, 1, f"{name}_input{i}")`;
  const collect = isProjected
    ? `        y = layers.ReLU()(y)
        project = f"{name}_project_{state}"
        y = layers.Conv2D(channels, 1, use_bias=False, name=project)(y)
        outputs.append(y)`
    : `        outputs.append(y)`;
  const combined = isProjected
    ? `    x = layers.Add()(outputs) if len(outputs) > 1 else outputs[0]
    return batch_norm(x, f"{name}_norm")`
    : `    return layers.Concatenate()(outputs) if len(outputs) > 1 else outputs[0]`;
  return `
def cell(before, last, channels, reduction, after_reduction, drop_path, name):
    """Adds a cell, which reads the outputs of the two preceding cells.

    The loose ends are the states that no operation reads.
    ${how}
    """
    nodes = REDUCTION if reduction else NORMAL
    states = []
    for i, x in enumerate([before, last]):
        if i == 0 and after_reduction:
            x = factorized_reduction(x, channels, f"{name}_input{i}")
${calibrated}
        states.append(x)
    branch = 0
    for node in nodes:
        terms = []
        for key, state in node:
            x = states[state]
            operation, kernel_size = OPERATIONS[key]
            # A reduction cell reads its inputs with stride 2.
            strides = 2 if reduction and state < 2 else 1
            y = operation(
                x, channels, kernel_size, strides, f"{name}_branches_{branch}"
            )
            if drop_path > 0 and y is not x:
                y = layers.Dropout(drop_path, noise_shape=(None, 1, 1, 1))(y)
            terms.append(y)
            branch += 1
        states.append(layers.Add()(terms))
    outputs = []
    for state in REDUCTION_OUTPUT if reduction else NORMAL_OUTPUT:
        y = states[state]
        if reduction and state < 2:
            y = factorized_reduction(y, channels, f"{name}_loose_{state}")
${collect}
${combined}`;
}

function formatBuild(model: NaoCellsModel): string {
  const { cellsPerStack, channels, classes, image } = model.size;
  return `
def build_model(
    cells_per_stack=${cellsPerStack},
    channels=${channels},
    classes=${classes},
    image_shape=(${image.height}, ${image.width}, ${image.channels}),
    drop_path=0.0,
    dropout=0.0,
    classifier_activation="softmax",
):
    """Stem, three stacks of normal cells with reduction cells between, classifier."""
    images = keras.Input(image_shape)
${formatNormalization(model)}    x = layers.Conv2D(
        3 * channels, 3, padding="same", use_bias=False, name="stem_conv"
    )(x)
    before = last = batch_norm(x, "stem_norm")
    reductions = [cells_per_stack, 2 * cells_per_stack + 1]
    for i in range(3 * cells_per_stack + 2):
        if i in reductions:
            channels *= 2
        x = cell(
            before,
            last,
            channels,
            reduction=i in reductions,
            after_reduction=i - 1 in reductions,
            drop_path=drop_path,
            name=f"cells_{i}",
        )
        before, last = last, x
    x = layers.GlobalAveragePooling2D()(layers.ReLU()(last))
    x = layers.Dropout(dropout)(x)
    outputs = layers.Dense(classes, classifier_activation, name="classifier")(x)
    return keras.Model(images, outputs)`;
}
