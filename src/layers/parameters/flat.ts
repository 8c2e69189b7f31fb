import type { Graph } from '../../graph/graph';
import {
  add,
  assign,
  concat,
  mul,
  type NamedValue,
  randomNormal,
  readVariable,
  reshape,
  split,
  variable,
  type Variable,
} from '../../graph/ops';
import type { Trainable } from '../../graph/optimizers/trainable';
import { countElements, type GraphNode, type Tensor } from '../../graph/tensor';
import { computeTotalSize, nameParameter, type ParameterSpec } from './spec';

/** The parameters that a network uses for every architecture. */
export interface ParameterSource {
  /** Returns the named parameters. A build requests each name once, and every build requests the same specs. */
  getWeights(name: string, specs: readonly ParameterSpec[]): Tensor[];
}

/** Parameters requested together under one name. */
export interface ParameterSet {
  readonly name: string;
  readonly specs: readonly ParameterSpec[];
}

/** Parameters packed into one variable, so that one update covers all. Their specs are found by tracing the network. */
export class FlatParameters {
  private readonly traced: ParameterSet[] = [];

  /** Records a request, and returns placeholders for the parameters. */
  trace(traceGraph: Graph, name: string, specs: readonly ParameterSpec[]): Tensor[] {
    this.traced.push({ name, specs });
    return placeholders(traceGraph, name, specs);
  }

  /** The traced requests, in order. */
  get sets(): readonly ParameterSet[] {
    return this.traced;
  }

  /** Specs of all sets, in order. */
  get specs(): ParameterSpec[] {
    return this.traced.flatMap(({ specs }) => specs);
  }

  /** Declares the variable in the graph that the network runs in. */
  declare(graph: Graph, name = 'fixed'): Variable {
    return variable(graph, name, [computeTotalSize(this.specs)]);
  }

  /** Reads the variable as named parameters, in order. */
  readNamed(from: Variable): NamedValue[] {
    const source = this.read(from);
    return this.traced.flatMap(({ name, specs }) =>
      source.getWeights(name, specs).map((value, i) => ({ name: nameParameter(name, specs[i]), value })),
    );
  }

  /** Reads the variable and splits it into parameters. */
  read(from: Variable): ParameterSource & { readonly trainable: Trainable } {
    const value = readVariable(from);
    const sizes = this.specs.map(({ shape }) => countElements(shape));
    const flat = split(value, sizes, 0);
    const parts = new Map<string, readonly Tensor[]>();
    let next = 0;
    for (const { name, specs } of this.traced) {
      parts.set(name, flat.slice(next, next + specs.length));
      next += specs.length;
    }
    return {
      getWeights(name, specs) {
        const found = parts.get(name);
        if (found === undefined) throw createUnknownParameterError(name);
        return found.map((part, i) => reshape(part, specs[i].shape));
      },
      trainable: { variable: from, value },
    };
  }
}

/** Adds a placeholder for each parameter of a set, to trace a network with. */
export function placeholders(graph: Graph, set: string, specs: readonly ParameterSpec[]): Tensor[] {
  return specs.map((spec) => graph.placeholder(nameParameter(set, spec), spec.shape, 'float32'));
}

/**
 * Initializes a variable with random parameters.
 *
 * @param to [size of all specs], or rows of that size
 * @param seed int32 [2]
 */
export function initializeParameters(to: Variable, specs: readonly ParameterSpec[], seed: Tensor): GraphNode {
  // Built in the graph: as constants, the values of a large network would be megabytes of text.
  const expand = (values: readonly number[]): Tensor => {
    const parts = values.map((value, i) =>
      seed.node.graph.constant([value], [countElements(specs[i].shape)]),
    );
    return concat(parts, 0);
  };
  const stds = specs.map(({ std }) => std);
  const means = specs.map(({ mean }) => mean);
  const scaled = mul(randomNormal(to.shape, seed), expand(stds));
  return assign(to, add(scaled, expand(means)));
}

export function createUnknownParameterError(name: string): Error {
  return new Error(
    `the network's layout has no parameter or choice ${name}: it was traced from another build`,
  );
}
