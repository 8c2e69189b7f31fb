import { both, guardKey } from './conditions';
import { concat } from './ops/concat';
import { matmul } from './ops/matmul';
import { sumAlive } from './sum';
import { describe, sameShape, type GraphNode, type ProductGradient, type Shape, type Tensor } from './tensor';

/**
 * Reverse-mode differentiation: the gradients of the scalar `loss` with respect to tensors, null where none flows.
 *
 * A gradient lives under the guard of the paths it came by: it is dead in runs that do not take them, so nothing that
 * depends on it runs there.
 *
 * @throws Error naming the op and its input where a gradient is missing or not of its tensor's shape
 */
export function gradients(loss: Tensor, parameters: readonly Tensor[]): (Tensor | null)[] {
  if (loss.shape.length > 0) throw new Error(`the gradient of ${describe(loss)}: a loss must be a scalar`);
  const graph = loss.node.graph;
  const nodes = graph.nodes.slice(0, loss.node.id + 1);
  const leads = leadingFrom(parameters, nodes);
  const terms = new Map<string, (Tensor | ProductGradient)[]>([[address(loss), [graph.scalar(1)]]]);
  const found = new Map<string, Tensor>();
  const wanted = new Set(parameters.map(address));

  for (let id = loss.node.id; id >= 0; id--) {
    const node = nodes[id];
    const outputs = node.outputs.map((output) => {
      const flowing = terms.get(address(output));
      if (!flowing) return null;
      terms.delete(address(output));
      const total = graph.scope('gradient', () => sumAlive(multiplied(flowing)));
      if (wanted.has(address(output))) found.set(address(output), total);
      return total;
    });
    if (node.gradient === null || outputs.every((output) => output === null)) continue;
    const needed = node.gradientInputs.map((input) => leads.has(input.node.id));
    if (!needed.includes(true)) continue;
    if (node.gradient === undefined) {
      throw new Error(
        `${node.name}: ${node.op} has no gradient, and one is asked of its input ${needed.indexOf(true)}`,
      );
    }
    const rule = node.gradient;
    const back = graph.scope('gradient', () => rule(outputs, needed));
    if (back.length !== node.gradientInputs.length) {
      throw new Error(
        `the gradient of ${node.op} gives ${back.length} values for ${node.gradientInputs.length} inputs`,
      );
    }
    back.forEach((gradient, position) => {
      if (gradient === null || !needed[position]) return;
      const input = node.gradientInputs[position];
      const list = Array.isArray(gradient)
        ? (gradient as readonly Tensor[])
        : [gradient as Tensor | ProductGradient];
      for (const each of list) checkGradient(node, position, each);
      const flowing = terms.get(address(input)) ?? [];
      flowing.push(...list);
      terms.set(address(input), flowing);
    });
  }
  return parameters.map((parameter) => found.get(address(parameter)) ?? null);
}

/** Ids of the nodes from which a parameter can be changed: those that depend on one. */
function leadingFrom(parameters: readonly Tensor[], nodes: readonly GraphNode[]): Set<number> {
  const leads = new Set(parameters.map((parameter) => parameter.node.id));
  for (const node of nodes) {
    if (node.inputs.some((input) => leads.has(input.node.id))) leads.add(node.id);
  }
  return leads;
}

/** The terms with all products carried out, those of one guard as one product, in the place of the first of them. */
function multiplied(terms: readonly (Tensor | ProductGradient)[]): Tensor[] {
  const groups = new Map<string, ProductGradient[]>();
  const places = terms.map((term): Tensor | ProductGradient[] => {
    if (!isProduct(term)) return term;
    const key = guardKey(both(term.left.guard, term.right.guard));
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(term);
    return group;
  });
  // A group stands in many places, a tensor that flowed twice must count twice.
  const seen = new Set<ProductGradient[]>();
  return places.flatMap((place) => {
    if ('node' in place) return [place];
    if (seen.has(place)) return [];
    seen.add(place);
    return [productOf(place)];
  });
}

function productOf(group: readonly ProductGradient[]): Tensor {
  const left = group.map((each) => each.left);
  const right = group.map((each) => each.right);
  return matmul(concat(left, 0), concat(right, 0), true, false);
}

function isProduct(term: Tensor | ProductGradient): term is ProductGradient {
  return 'left' in term;
}

function checkGradient(node: GraphNode, position: number, gradient: Tensor | ProductGradient): void {
  const input = node.gradientInputs[position];
  const { dtype, shape } = isProduct(gradient)
    ? { dtype: gradient.left.dtype, shape: [gradient.left.shape[1], gradient.right.shape[1]] as Shape }
    : gradient;
  if (!sameShape(input.shape, shape) || input.dtype !== dtype) {
    throw new Error(
      `${node.name}: the gradient of ${node.op} for its input ${position} is ${describe({ dtype, shape })}, but that input is ${describe(input)}`,
    );
  }
}

function address(tensor: Tensor): string {
  return `${tensor.node.id}:${tensor.output}`;
}
