import { findModule, isBareConvolution } from '../modules';
import { type NamedTensor, permute } from '../safetensors';

/** Names of the parameters of batch norms. */
const NORMS: Readonly<Record<string, string>> = {
  gamma: 'weight',
  beta: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** Converts a parameter to its name and layout in the state of the PyTorch module. */
export function toPytorchTensor(parameter: NamedTensor): NamedTensor {
  const { module, name } = findModule(parameter.name);
  const [, base, number] = /^(\D+)(\d?)$/.exec(name) ?? [];
  const path = base in NORMS ? `norm${number}.${NORMS[base]}` : nameWeight(name, module);
  return { ...transposeWeight(parameter, name, module), name: module === '' ? path : `${module}.${path}` };
}

function nameWeight(name: string, module: string): string {
  switch (name) {
    case 'filter':
      return isBareConvolution(module) ? 'weight' : 'conv.weight';
    case 'weights':
      return 'weight';
    case 'bias':
      return 'bias';
    default:
      return `${name}.weight`;
  }
}

/** PyTorch has the output channels first. */
function transposeWeight(parameter: NamedTensor, name: string, module: string): NamedTensor {
  const { shape, values } = parameter;
  if (shape.length === 4)
    return permute(parameter, name.startsWith('depthwise') ? [2, 3, 0, 1] : [3, 2, 0, 1]);
  if (shape.length !== 2 || name === 'embedding') return parameter;
  const transposed = permute({ name, shape, values }, [1, 0]);
  const isLinear = module === 'classifier' || module === 'cell' || module.startsWith('cell.');
  return isLinear ? transposed : { ...transposed, shape: [...transposed.shape, 1, 1] };
}
