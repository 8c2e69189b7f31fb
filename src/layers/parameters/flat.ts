import type { Graph } from '../../graph/graph';
import {
  add,
  assign,
  concat,
  mul,
  randomNormal,
  readVariable,
  reshape,
  split,
  variable,
  type Variable,
} from '../../graph/ops';
import type { Trainable } from '../../graph/optimizers/trainable';
import { countElements, type GraphNode, type Tensor } from '../../graph/tensor';
import { computeTotalSize, type ParameterSpec } from './spec';

/** Whoever builds a network asks here for the parameters that it always uses. */
export interface ParameterSource {
  /** Asked for once by each name, with the same pieces whenever the network is built. */
  getWeights(name: string, pieces: readonly ParameterSpec[]): Tensor[];
}

/** Parameters one after the other in one variable: one update for all of them. First asked for on a scratch graph. */
export class FlatParameters {
  private readonly traced: { readonly name: string; readonly pieces: readonly ParameterSpec[] }[] = [];

  /** Notes what is asked for; what it gives stands in for parameters on the scratch graph. */
  trace(traceGraph: Graph, name: string, pieces: readonly ParameterSpec[]): Tensor[] {
    this.traced.push({ name, pieces });
    return pieces.map((piece, i) => traceGraph.placeholder(`${name}/${i}`, piece.shape, 'float32'));
  }

  /** What was asked for, in order. */
  get sets(): readonly { readonly name: string; readonly pieces: readonly ParameterSpec[] }[] {
    return this.traced;
  }

  /** All pieces of all sets, in order. */
  get pieces(): ParameterSpec[] {
    return this.traced.flatMap(({ pieces }) => pieces);
  }

  /** Declares the variable in the graph that the network is to run in. */
  declare(graph: Graph, name = 'fixed'): Variable {
    return variable(graph, name, [computeTotalSize(this.pieces)]);
  }

  /** Reads the variable and takes it apart. */
  read(from: Variable): ParameterSource & { readonly trainable: Trainable } {
    const value = readVariable(from);
    const flat = split(value, this.pieces.map((piece) => countElements(piece.shape)), 0); // prettier-ignore
    const parts = new Map<string, readonly Tensor[]>();
    let next = 0;
    for (const { name, pieces } of this.traced) {
      parts.set(name, flat.slice(next, next + pieces.length));
      next += pieces.length;
    }
    return {
      getWeights(name, pieces) {
        const found = parts.get(name);
        if (found === undefined) throw createUnknownParameterError(name);
        return found.map((part, i) => reshape(part, pieces[i].shape));
      },
      trainable: { variable: from, value },
    };
  }
}

/** Draws rows of parameters anew, each row all of the pieces. @param seed int32 [2] */
export function initializeParameters(
  to: Variable,
  pieces: readonly ParameterSpec[],
  seed: Tensor,
): GraphNode {
  // Put together in the graph: written out, a large network's would be megabytes of text.
  const spread = (of: (piece: ParameterSpec) => number): Tensor =>
    concat(pieces.map((piece) => seed.node.graph.constant([of(piece)], [countElements(piece.shape)])), 0); // prettier-ignore
  const scaled = mul(randomNormal(to.shape, seed), spread(({ std }) => std)); // prettier-ignore
  return assign(to, add(scaled, spread(({ mean }) => mean))); // prettier-ignore
}

export function createUnknownParameterError(name: string): Error {
  return new Error(`the plan of the network has no ${name}: it was built another way`);
}
