import type { ImageModel, Model } from '../model';
import { describeModel } from '../python';

/** Shape of a batch in PyTorch. */
function describeImages({ size: { image, statistics } }: ImageModel): string {
  const { height, width, channels } = image;
  const values = statistics === undefined ? 'normalized' : 'values from 0 to 255';
  return `[batch, ${channels}, ${height}, ${width}], ${values}`;
}

/** Writes the module's docstring: what the network is, and how to call it. */
export function describeUse(model: Model, module: string): string[] {
  const [construct, comment] =
    model.trained === undefined ? ['Network', '  # or other sizes'] : ['load', '  # ready to be used'];
  const call =
    model.kind === 'text'
      ? [
          '    # tokens: int64 [time, batch], numbers of words',
          '    log_probabilities, hidden = model(tokens)  # of the next words, [time, batch, words]',
          '    log_probabilities, hidden = model(more_tokens, hidden)',
        ]
      : [`    # images: ${describeImages(model)}`, '    logits = model(images)'];
  return [
    ...describeModel(model),
    [`    from ${module} import ${construct}`, '', `    model = ${construct}()${comment}`, ...call].join(
      '\n',
    ),
    model.trained === undefined
      ? 'Requires the package torch.'
      : 'Requires the packages torch and safetensors.',
  ];
}

/** Writes the import statements. @param standard those of Python's library @param torch those of PyTorch, besides `torch` and `nn` */
export function formatImports(model: Model, standard: readonly string[], torch: readonly string[]): string {
  const path = model.trained === undefined ? [] : ['from pathlib import Path'];
  const library = ['import torch', ...torch];
  const load = model.trained === undefined ? [] : ['from safetensors.torch import load_file'];
  const [plain, from] = [/^import/, /^from/].map((kind) =>
    [...standard, ...path].filter((line) => kind.test(line)).sort(),
  );
  const groups = [
    [...plain, ...from],
    [...library, ...load, 'from torch import nn'],
  ];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.join('\n'))
    .join('\n\n');
}

/** Writes the function that loads trained weights, if there are any. */
export function formatLoad({ trained }: Model): string[] {
  if (trained === undefined) return [];
  return [
    `
def load(path=WEIGHTS):
    """Returns the trained network, ready to be used."""
    model = Network()
    model.load_state_dict(load_file(path))
    return model.eval()`,
  ];
}

/** Statements that normalize images, with the buffers that they need. */
export function formatNormalization({ size: { statistics } }: ImageModel): {
  buffers: string;
  images: string;
} {
  return statistics === undefined
    ? { buffers: '', images: 'images' }
    : {
        buffers: `
        mean, std = (torch.tensor(each).view(-1, 1, 1) for each in (MEAN, STD))
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std, persistent=False)`,
        images: '(images / 255 - self.mean) / self.std',
      };
}
