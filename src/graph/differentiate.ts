import { conjoinGuards, guardKey } from './conditions';
import { concat } from './ops/concat';
import { matmul } from './ops/matmul';
import { sumAlive } from './sum';
import {
  describeTensor,
  type GraphNode,
  isSameShape,
  type ProductGradient,
  type Shape,
  type Tensor,
} from './tensor';

/**
 * Reverse-mode differentiation: the gradients of the scalar `loss` with respect to tensors, null where none flows.
 *
 * A gradient lives under the guard of the paths it came by: it is dead in runs that do not take them, so nothing that
 * depends on it runs there.
 *
 * @throws Error naming the op and its input where a gradient is missing or not of its tensor's shape
 */
export function computeGradients(loss: Tensor, parameters: readonly Tensor[]): (Tensor | null)[] {
  if (loss.shape.length > 0)
    throw new Error(`the gradient of ${describeTensor(loss)}: a loss must be a scalar`);
  const graph = loss.node.graph;
  const nodes = graph.nodes.slice(0, loss.node.id + 1);
  const dependents = findDependents(parameters, nodes);
  const terms = new Map<string, (Tensor | ProductGradient)[]>([[tensorKey(loss), [graph.scalar(1)]]]);
  const results = new Map<string, Tensor>();
  const requested = new Set(parameters.map(tensorKey));

  for (let id = loss.node.id; id >= 0; id--) {
    const node = nodes[id];
    const outputs = node.outputs.map((output) => {
      const incoming = terms.get(tensorKey(output));
      if (!incoming) return null;
      terms.delete(tensorKey(output));
      const total = graph.scope('gradient', () => sumAlive(materializeProducts(incoming)));
      if (requested.has(tensorKey(output))) results.set(tensorKey(output), total);
      return total;
    });
    if (node.gradient === null || outputs.every((output) => output === null)) continue;
    const needed = node.gradientInputs.map((input) => dependents.has(input.node.id));
    if (!needed.includes(true)) continue;
    if (node.gradient === undefined) {
      throw new Error(
        `${node.name}: ${node.op} has no gradient, and one is asked of its input ${needed.indexOf(true)}`,
      );
    }
    const rule = node.gradient;
    const inputGradients = graph.scope('gradient', () => rule(outputs, needed));
    if (inputGradients.length !== node.gradientInputs.length) {
      throw new Error(
        `the gradient of ${node.op} gives ${inputGradients.length} values for ${node.gradientInputs.length} inputs`,
      );
    }
    inputGradients.forEach((gradient, position) => {
      if (gradient === null || !needed[position]) return;
      const input = node.gradientInputs[position];
      const list = Array.isArray(gradient)
        ? (gradient as readonly Tensor[])
        : [gradient as Tensor | ProductGradient];
      for (const each of list) assertGradientShape(node, position, each);
      const incoming = terms.get(tensorKey(input)) ?? [];
      incoming.push(...list);
      terms.set(tensorKey(input), incoming);
    });
  }
  return parameters.map((parameter) => results.get(tensorKey(parameter)) ?? null);
}

/** Ids of the nodes from which a parameter can be changed: those that depend on one. */
function findDependents(parameters: readonly Tensor[], nodes: readonly GraphNode[]): Set<number> {
  const dependents = new Set(parameters.map((parameter) => parameter.node.id));
  for (const node of nodes) {
    if (node.inputs.some((input) => dependents.has(input.node.id))) dependents.add(node.id);
  }
  return dependents;
}

/** The terms with all products carried out, those of one guard as one product, in the place of the first of them. */
function materializeProducts(terms: readonly (Tensor | ProductGradient)[]): Tensor[] {
  const groups = new Map<string, ProductGradient[]>();
  const entries = terms.map((term): Tensor | ProductGradient[] => {
    if (!isProduct(term)) return term;
    const key = guardKey(conjoinGuards(term.left.guard, term.right.guard));
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(term);
    return group;
  });
  // A group stands in many places, a tensor that flowed twice must count twice.
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

function isProduct(term: Tensor | ProductGradient): term is ProductGradient {
  return 'left' in term;
}

function assertGradientShape(node: GraphNode, position: number, gradient: Tensor | ProductGradient): void {
  const input = node.gradientInputs[position];
  const { dtype, shape } = isProduct(gradient)
    ? { dtype: gradient.left.dtype, shape: [gradient.left.shape[1], gradient.right.shape[1]] as Shape }
    : gradient;
  if (!isSameShape(input.shape, shape) || input.dtype !== dtype) {
    throw new Error(
      `${node.name}: the gradient of ${node.op} for its input ${position} is ${describeTensor({ dtype, shape })}, but that input is ${describeTensor(input)}`,
    );
  }
}

function tensorKey(tensor: Tensor): string {
  return `${tensor.node.id}:${tensor.output}`;
}
