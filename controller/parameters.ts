import type { Graph } from '../src/graph/graph';
import { add, assign, randomUniform, readVariable, scale, stack, variable } from '../src/graph/ops';
import type { Trainable } from '../src/graph/optimizers/trainable';
import type { GraphNode, Shape, Tensor } from '../src/graph/tensor';

/** Variables of the controller, with their initial values. */
export class VariableStore {
  readonly trainables: Trainable[] = [];
  /** Nodes that assign the initial values. */
  readonly initializers: GraphNode[] = [];

  /** @param seed int32 scalar, the seed of random initial values */
  constructor(
    private readonly graph: Graph,
    private readonly seed: Tensor,
  ) {}

  /** Declares a variable with initial values uniform in [-limit, limit). */
  declareUniform(name: string, shape: Shape, limit: number): Tensor {
    const key = stack([this.seed, this.graph.scalar(this.trainables.length, 'int32')]);
    const initialValue = add(scale(randomUniform(shape, key), 2 * limit), this.graph.scalar(-limit));
    return this.declare(name, shape, initialValue);
  }

  /** Declares a variable with given initial values. A single value fills the whole variable. */
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

/** Returns the limit of Glorot's uniform initialization (Glorot and Bengio 2010). */
export function glorotLimit(inputs: number, outputs: number): number {
  return Math.sqrt(6 / (inputs + outputs));
}
