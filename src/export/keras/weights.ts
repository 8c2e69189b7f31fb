import { findModule, isBareConvolution } from '../modules';
import type { NamedTensor } from '../safetensors';

/** Names of the variables of batch norms. */
const NORMS: Readonly<Record<string, string>> = {
  gamma: 'gamma',
  beta: 'beta',
  mean: 'moving_mean',
  variance: 'moving_variance',
};

/** Converts a parameter to the path and layout of the Keras variable. The layouts are TensorFlow's. */
export function toKerasTensor(parameter: NamedTensor): NamedTensor {
  const { module, name } = findModule(parameter.name);
  const { shape } = parameter;
  const [, base, number] = /^(\D+)(\d?)$/.exec(name) ?? [];
  if (base in NORMS) return { ...parameter, name: `${joinLayer(module, `norm${number}`)}/${NORMS[base]}` };
  if (name === 'embedding') return { ...parameter, name: 'embedding/embeddings' };
  if (module === '') return { ...parameter, name: `softmax/${name}` };
  if (module === 'cell') return { ...parameter, name: `rnn/cell/${name}` };
  if (module.startsWith('cell.')) {
    return { ...parameter, name: `rnn/cell/${module.replace('cell.nodes.', 'node')}` };
  }
  if (module === 'classifier') {
    return { ...parameter, name: `classifier/${name === 'weights' ? 'kernel' : name}` };
  }
  const layer = isBareConvolution(module)
    ? joinLayer(module)
    : joinLayer(module, name === 'filter' ? 'conv' : name);
  // 1x1 convolutions are matrices.
  return { ...parameter, shape: shape.length === 2 ? [1, 1, ...shape] : shape, name: `${layer}/kernel` };
}

function joinLayer(module: string, ...parts: readonly string[]): string {
  return [...module.split('.'), ...parts].filter((part) => part !== '').join('_');
}
