import type { ImageModel, Model } from '../model';
import { describeModel } from '../python';

function describeImages({ size: { image, statistics } }: ImageModel): string {
  const { height, width, channels } = image;
  const values = statistics === undefined ? 'normalized' : 'values from 0 to 255';
  return `[batch, ${height}, ${width}, ${channels}], ${values}`;
}

/** Writes the module's docstring: what the network is, and how to call it. */
export function describeUse(model: Model, module: string): string[] {
  const [construct, comment] =
    model.trained === undefined ? ['build_model', '  # or other sizes'] : ['load', '  # ready to be used'];
  const call =
    model.kind === 'text'
      ? [
          '    # tokens: int32 tensor [batch, time], numbers of words',
          `    # hidden: float32 tensor [batch, ${model.hiddenSize}], zero at the start of a text`,
          '    log_probabilities, hidden = model([tokens, hidden])  # of the next words',
        ]
      : [`    # images: ${describeImages(model)}`, '    probabilities = model(images)'];
  return [
    ...describeModel(model),
    [`    from ${module} import ${construct}`, '', `    model = ${construct}()${comment}`, ...call].join(
      '\n',
    ),
    model.trained === undefined
      ? 'Requires Keras 3.'
      : 'Requires Keras 3 and, to load the weights, the package safetensors.',
  ];
}

/** Writes the import statements. @param keras what else is imported from Keras */
export function formatImports({ trained }: Model, keras: string): string {
  const library = `import keras\nfrom keras import ${keras}`;
  return trained === undefined
    ? library
    : `from pathlib import Path\n\n${library}\nfrom safetensors.numpy import load_file`;
}

/** Writes the function that loads trained weights, if there are any. */
export function formatLoad({ trained }: Model): string[] {
  if (trained === undefined) return [];
  return [
    `
def load(path=WEIGHTS):
    """Returns the trained network, ready to be used."""
    model = build_model()
    weights = load_file(path)
    for variable in model.weights:
        variable.assign(weights[variable.path])
    return model`,
  ];
}

/** Statement that normalizes images. */
export function formatNormalization({ size: { statistics } }: ImageModel): string {
  return statistics === undefined
    ? '    x = images\n'
    : `    x = layers.Normalization(
        mean=[255 * each for each in MEAN],
        variance=[(255 * each) ** 2 for each in STD],
    )(images)
`;
}
