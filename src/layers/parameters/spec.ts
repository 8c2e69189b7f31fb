import { countElements, type Shape } from '../../graph/tensor';

/** Name, shape and initial normal distribution of one parameter tensor. */
export interface ParameterSpec {
  /** Name within its set, such as `gamma`. */
  readonly name: string;
  readonly shape: Shape;
  readonly mean: number;
  readonly std: number;
}

/** Returns weights with He initialization, for ReLU networks (He et al., ICCV 2015: std sqrt(2 / fan-in)). */
export function heNormal(name: string, shape: Shape, fanIn: number): ParameterSpec {
  return { name, shape, mean: 0, std: Math.sqrt(2 / fanIn) };
}

/** Returns a scale that starts at one, such as gamma of a batch norm: [channels]. */
export function onesInit(name: string, channels: number): ParameterSpec {
  return { name, shape: [channels], mean: 1, std: 0 };
}

/** Returns an offset that starts at zero, such as beta of a batch norm or a bias: [channels]. */
export function zerosInit(name: string, channels: number): ParameterSpec {
  return { name, shape: [channels], mean: 0, std: 0 };
}

/** Returns the name of a parameter in its network: `stem/filter`. */
export function nameParameter(set: string, { name }: ParameterSpec): string {
  return `${set}/${name}`;
}

/** Counts the numbers in all of the parameters. */
export function computeTotalSize(specs: readonly ParameterSpec[]): number {
  return specs.reduce((total, spec) => total + countElements(spec.shape), 0);
}
