import { conjoinGuards, guardKey } from './conditions';
import { concat } from './ops/concat-split';
import { matmul } from './ops/matmul';
import { sumAlive } from './sum';
import {
  describeTensor,
  type GraphNode,
  type InputGradient,
  isSameShape,
  type OutputGradients,
  type ProductGradient,
  type Shape,
  type Tensor,
} from './tensor';

/** One summand of a gradient. */
type Term = Tensor | ProductGradient;

/**
 * Computes the gradients of the scalar `loss` with respect to tensors by reverse-mode differentiation; null
 * for a tensor that the loss does not depend on.
 *
 * A gradient has the guards of the paths that it flowed along. In runs that do not take them, it is dead, and
 * nodes that depend on it do not run.
 *
 * @throws Error with the op and its input if a gradient is missing or has the wrong shape
 */
export function computeGradients(loss: Tensor, parameters: readonly Tensor[]): (Tensor | null)[] {
  if (loss.shape.length > 0)
    throw new Error(`cannot differentiate ${describeTensor(loss)}: a loss must be a scalar`);
  const graph = loss.node.graph;
  const nodes = graph.nodes.slice(0, loss.node.id + 1);
  const dependents = findDependents(parameters, nodes);
  const requested = new Set(parameters.map(tensorKey));
  const termsByTensor = new Map<string, Term[]>([[tensorKey(loss), [graph.scalar(1)]]]);
  const results = new Map<string, Tensor>();

  for (const node of nodes.toReversed()) {
    const outputGradients = node.outputs.map((output) => {
      const key = tensorKey(output);
      const terms = termsByTensor.get(key);
      if (!terms) return null;
      termsByTensor.delete(key);
      const total = graph.scope('gradient', () => sumAlive(materializeProducts(terms)));
      if (requested.has(key)) results.set(key, total);
      return total;
    });
    for (const { input, term } of backpropagate(node, outputGradients, dependents)) {
      const key = tensorKey(input);
      const terms = termsByTensor.get(key) ?? [];
      terms.push(term);
      termsByTensor.set(key, terms);
    }
  }
  return parameters.map((parameter) => results.get(tensorKey(parameter)) ?? null);
}

/** Returns the ids of the parameters' nodes and of all nodes that depend on them. */
function findDependents(parameters: readonly Tensor[], nodes: readonly GraphNode[]): Set<number> {
  const dependents = new Set(parameters.map((parameter) => parameter.node.id));
  for (const node of nodes) {
    if (node.inputs.some((input) => dependents.has(input.node.id))) dependents.add(node.id);
  }
  return dependents;
}

/**
 * Applies the node's gradient rule and returns the terms that flow to those inputs that depend on a
 * parameter.
 */
function backpropagate(
  node: GraphNode,
  outputGradients: OutputGradients,
  dependents: ReadonlySet<number>,
): { input: Tensor; term: Term }[] {
  const { gradient: rule, gradientInputs } = node;
  if (rule === null || outputGradients.every((each) => each === null)) return [];
  const needed = gradientInputs.map((input) => dependents.has(input.node.id));
  if (!needed.includes(true)) return [];
  if (rule === undefined) {
    throw new Error(
      `${node.name}: ${node.op} has no gradient rule, but its input ${needed.indexOf(true)} depends on a parameter`,
    );
  }
  const gradients = node.graph.scope('gradient', () => rule(outputGradients, needed));
  if (gradients.length !== gradientInputs.length) {
    throw new Error(
      `the gradient rule of ${node.op} returned ${gradients.length} values for ${gradientInputs.length} inputs`,
    );
  }
  return gradientInputs.flatMap((input, position) => {
    if (!needed[position]) return [];
    const terms = toTerms(gradients[position]);
    for (const term of terms) assertGradientShape(node, position, term);
    return terms.map((term) => ({ input, term }));
  });
}

function toTerms(gradient: InputGradient): readonly Term[] {
  if (gradient === null) return [];
  return 'node' in gradient || 'left' in gradient ? [gradient] : gradient;
}

/** Multiplies out all product terms. Those of one guard become one product, at the position of the first. */
function materializeProducts(terms: readonly Term[]): Tensor[] {
  const groups = new Map<string, ProductGradient[]>();
  const entries = terms.map((term): Tensor | ProductGradient[] => {
    if (!isProduct(term)) return term;
    const key = guardKey(conjoinGuards(term.left.guard, term.right.guard));
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(term);
    return group;
  });
  // A group is listed once per product. A tensor that is listed twice counts twice.
  const seen = new Set<ProductGradient[]>();
  return entries.flatMap((entry) => {
    if ('node' in entry) return [entry];
    if (seen.has(entry)) return [];
    seen.add(entry);
    return [buildProduct(entry)];
  });
}

function buildProduct(group: readonly ProductGradient[]): Tensor {
  const left = group.map((each) => each.left);
  const right = group.map((each) => each.right);
  return matmul(concat(left, 0), concat(right, 0), true, false);
}

function isProduct(term: Term): term is ProductGradient {
  return 'left' in term;
}

function assertGradientShape(node: GraphNode, position: number, gradient: Term): void {
  const input = node.gradientInputs[position];
  const { dtype, shape } = isProduct(gradient)
    ? { dtype: gradient.left.dtype, shape: [gradient.left.shape[1], gradient.right.shape[1]] as Shape }
    : gradient;
  if (!isSameShape(input.shape, shape) || input.dtype !== dtype) {
    throw new Error(
      `${node.name}: the gradient of ${node.op} for input ${position} is ${describeTensor({ dtype, shape })}, but the input is ${describeTensor(input)}`,
    );
  }
}

function tensorKey(tensor: Tensor): string {
  return `${tensor.node.id}:${tensor.output}`;
}
