import type { Graph } from '../src/graph/graph';
import { add, assign, randomUniform, readVariable, scale, stack, variable } from '../src/graph/ops';
import type { Trainable } from '../src/graph/optimizers/trainable';
import type { GraphNode, Shape, Tensor } from '../src/graph/tensor';

/** The controller's weights: each declared once, with what it starts from. */
export class VariableStore {
  readonly trainables: Trainable[] = [];
  /** Give all weights their first values; to be run before anything else. */
  readonly initializers: GraphNode[] = [];

  /** @param seed int32 scalar from which random first values are drawn */
  constructor(
    private readonly graph: Graph,
    private readonly seed: Tensor,
  ) {}

  /** Weights that start uniform in [-limit, limit). */
  declareUniform(name: string, shape: Shape, limit: number): Tensor {
    const key = stack([this.seed, this.graph.scalar(this.trainables.length, 'int32')]);
    const initialValue = add(scale(randomUniform(shape, key), 2 * limit), this.graph.scalar(-limit));
    return this.declare(name, shape, initialValue);
  }

  /** Weights that start from given values; one value fills all. */
  declareConstant(name: string, shape: Shape, values: readonly number[]): Tensor {
    return this.declare(name, shape, this.graph.constant(values, shape));
  }

  private declare(name: string, shape: Shape, initialValue: Tensor): Tensor {
    const declared = variable(this.graph, name, shape);
    const value = readVariable(declared);
    this.trainables.push({ variable: declared, value });
    this.initializers.push(assign(declared, initialValue));
    return value;
  }
}

/** Glorot and Bengio 2010: the limit that keeps the variance the same forward and backward. */
export function glorotLimit(inputs: number, outputs: number): number {
  return Math.sqrt(6 / (inputs + outputs));
}
