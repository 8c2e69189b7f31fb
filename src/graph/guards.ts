import {
  ALWAYS,
  anyOf,
  beyond,
  both,
  caseOf,
  exclude,
  guardKey,
  noneOf,
  within,
  type Choice,
  type Guard,
  type Test,
} from './conditions';
import type { Graph } from './graph';
import { logicalAnd, logicalNot, logicalOr } from './ops/logical';
import { describe, deviceOf, sameShape, type Shape, type DType, type Tensor } from './tensor';

/*
 * Routing by Switch and Merge: what is not chosen is not computed, forward or backward. A tensor knows the guard it
 * lives under; these functions are the only ones that lead into a guard and out of it.
 */

/** The boolean scalar that says whether `test` holds. Lives on the CPU, since a Switch reads it there. */
export function predicate(graph: Graph, test: Test): Tensor {
  if (test.kind === 'case') {
    const holds = test.choice.is[test.index];
    if (holds.guard.length > 0) throw new Error(`what ${test.key} means must be known outside of guards`);
    return holds;
  }
  return graph.once(`predicate ${test.key}`, () => {
    const any = test.guards.map((guard) => conjunction(graph, guard)).reduce(logicalOr);
    return test.kind === 'any' ? any : logicalNot(any);
  });
}

/** The boolean scalar that says whether all tests of `guard` hold. @throws Error for the guard that always holds */
export function conjunction(graph: Graph, guard: Guard): Tensor {
  if (guard.length === 0) throw new Error('what always holds needs no predicate');
  return graph.once(`predicate ${guardKey(guard)}`, () =>
    guard.map((test) => predicate(graph, test)).reduce(logicalAnd),
  );
}

/** `x` where all tests of `guard` hold, dead elsewhere. */
export function guard(x: Tensor, tests: Guard): Tensor {
  const more = beyond(tests, x.guard);
  return more.length === 0 ? x : branchOff(x, more)[1];
}

/**
 * `x` led to the case of `choice` that holds: one tensor a case, of which one is alive. Cases not `wanted` come out as
 * null. Asks for one case after the other, so that as few Switch nodes run as the case that holds has before it.
 */
export function route(x: Tensor, choice: Choice, wanted = choice.is.map(() => true)): (Tensor | null)[] {
  const out: (Tensor | null)[] = choice.is.map(() => null);
  let left = choice.is.map((_, index) => index);
  let rest = x;
  for (const index of left.filter((each) => wanted[each])) {
    const here = both(x.guard, [caseOf(choice, index)]);
    left = left.filter((each) => each !== index);
    const others = anyOf(left.map((each) => [caseOf(choice, each)]));
    if (left.length === 0) {
      // Nobody else is left, so what remains is this case.
      out[index] = { ...rest, guard: here };
    } else {
      const [no, yes] = switchNode(rest, choice.is[index], both(x.guard, others ? [others] : ALWAYS), here);
      out[index] = yes;
      rest = no;
    }
  }
  return out;
}

/**
 * The one of `tensors` that is alive. Their guards must exclude each other; where together they leave no case out, the
 * result is as alive as what they have in common. @throws Error naming the two that may both be alive, or shapes
 */
export function merge(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1) return first;
  for (const tensor of tensors) {
    if (!sameShape(tensor.shape, first.shape) || tensor.dtype !== first.dtype) {
      throw new Error(`Merge joins ${describe(first)} with ${describe(tensor)}: both must be alike`);
    }
  }
  const common = commonTests(tensors.map((tensor) => tensor.guard));
  const rests = tensors.map((tensor) => beyond(tensor.guard, common));
  rests.forEach((rest, i) => {
    for (const other of rests.slice(0, i)) {
      if (!exclude(rest, other)) {
        throw new Error(
          `Merge: ${guardKey(rest) || 'always'} and ${guardKey(other) || 'always'} may both hold`,
        );
      }
    }
  });
  const some = anyOf(rests);
  return mergeNode(tensors, some ? both(common, [some]) : common);
}

/** `value`, or zeros of its shape where it is dead although all tests of `outer` hold. */
export function orZeros(value: Tensor, outer: Guard): Tensor {
  const missing = beyond(value.guard, outer);
  if (missing.length === 0) return value;
  const graph = value.node.graph;
  const zeros = graph.constant([0], value.shape, value.dtype);
  const [dead] = branchOff(zeros, missing);
  return mergeNode([dead, value], outer);
}

/** The tests that all guards have. */
export function commonTests(guards: readonly Guard[]): Guard {
  return guards[0].filter((test) => guards.every((guard) => within(guard, [test])));
}

/** One Switch: [x where `tests` do not all hold, x where they do]. */
export function branchOff(x: Tensor, tests: Guard): [Tensor, Tensor] {
  return switchNode(
    x,
    conjunction(x.node.graph, tests),
    both(x.guard, [noneOf([tests])]),
    both(x.guard, tests),
  );
}

/** There is one Switch for a tensor and a predicate, however often it is asked for (`add` says why that matters). */
function switchNode(x: Tensor, predicate: Tensor, ifFalse: Guard, ifTrue: Guard): [Tensor, Tensor] {
  const key = `switch ${x.node.id}:${x.output} by ${predicate.node.id}:${predicate.output}`;
  const { node } = x.node.graph.once(
    key,
    () =>
      x.node.graph.add({
        op: 'Switch',
        inputs: [x, predicate],
        attributes: { T: { type: x.dtype } },
        outputs: [
          { shape: x.shape, dtype: x.dtype, guard: ifFalse },
          { shape: x.shape, dtype: x.dtype, guard: ifTrue },
        ],
        // Each side brings its own contribution; `sumAlive` adds whichever are alive.
        gradient: (sides) => [sides.filter((side) => side !== null), null],
        device: deviceOf(x.dtype),
        guard: x.guard,
      }).outputs[0],
  );
  // The same condition may have been said in other words where the Switch was first asked for.
  return [
    { ...node.outputs[0], guard: ifFalse },
    { ...node.outputs[1], guard: ifTrue },
  ];
}

/**
 * Joins tensors of which one is alive, without asking whether that is so.
 *
 * @param of where the tensors were made from others by routing alone: those others, which get the gradient straight,
 *   each under its own guard
 */
export function mergeNode(tensors: readonly Tensor[], alive: Guard, of?: readonly Tensor[]): Tensor {
  const [{ node, shape, dtype }] = tensors;
  const outputs: { shape: Shape; dtype: DType }[] = [
    { shape, dtype },
    { shape: [], dtype: 'int32' },
  ];
  return node.graph.add({
    op: 'Merge',
    inputs: tensors,
    attributes: { T: { type: dtype }, N: { int: tensors.length } },
    outputs,
    gradient: ([dy], needed) => {
      if (dy === null) return needed.map(() => null);
      return of ? of.map((each) => backTo(dy, each)) : backThroughMerge(dy, tensors, needed);
    },
    gradientInputs: of ?? tensors,
    device: deviceOf(dtype),
    guard: alive,
  }).outputs[0];
}

/** Leads the gradient of a Merge to the input that was alive. */
function backThroughMerge(
  dy: Tensor,
  tensors: readonly Tensor[],
  needed: readonly boolean[],
): (Tensor | null)[] {
  const rests = tensors.map((tensor) => beyond(tensor.guard, dy.guard));
  const choice = singleChoice(rests);
  if (!choice || rests.some((rest) => exclude(dy.guard, rest))) {
    return tensors.map((tensor, i) => (needed[i] ? backTo(dy, tensor) : null));
  }
  const wanted = choice.is.map(() => false);
  rests.forEach(([test], i) => {
    if (test.kind === 'case') wanted[test.index] = needed[i];
  });
  const sides = route(dy, choice, wanted);
  return rests.map(([test]) => (test.kind === 'case' ? sides[test.index] : null));
}

/** `dy` where `tensor` is alive. Where the result of a merge is used in one case only, none flows back to the others. */
function backTo(dy: Tensor, tensor: Tensor): Tensor | null {
  return exclude(dy.guard, tensor.guard) ? null : guard(dy, tensor.guard);
}

/** The choice of which every guard is one case, if there is one. */
function singleChoice(guards: readonly Guard[]): Choice | null {
  let choice: Choice | null = null;
  for (const each of guards) {
    const [test] = each;
    if (each.length !== 1 || test.kind !== 'case' || (choice && choice.name !== test.choice.name))
      return null;
    choice = test.choice;
  }
  return choice;
}
