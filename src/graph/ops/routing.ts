import {
  ALWAYS,
  areExclusive,
  conjoinGuards,
  guardKey,
  implies,
  subtractGuard,
  whenAny,
  whenCase,
  whenNone,
} from '../conditions';
import {
  type Choice,
  chooseDevice,
  describeTensor,
  type DType,
  type GraphBuilder,
  type Guard,
  isSameShape,
  type Predicate,
  type Shape,
  type Tensor,
} from '../tensor';
import { logicalAnd, logicalNot, logicalOr } from './logical';

/*
 * Routing by Switch and Merge: cases that are not chosen are not computed, neither forward nor backward. A
 * tensor is alive in runs in which its guard holds. Otherwise it is dead, as TensorFlow calls it: its node does
 * not run. Only the functions of this file lead into a guard and out of it.
 */

/** Returns `x` if all `predicates` hold; dead otherwise. */
export function guard(x: Tensor, predicates: Guard): Tensor {
  const missing = subtractGuard(predicates, x.guard);
  return missing.length === 0 ? x : switchOn(x, missing)[1];
}

/**
 * Routes `x` to the case of `choice` that holds: returns one tensor per case, of which one is alive. Cases
 * that are not `wanted` are null. The Switch nodes form a chain, so a case runs only the nodes up to its own.
 */
export function route(x: Tensor, choice: Choice, wanted = choice.cases.map(() => true)): (Tensor | null)[] {
  const out: (Tensor | null)[] = choice.cases.map(() => null);
  let remaining = choice.cases.map((_, index) => index);
  let rest = x;
  for (const index of remaining.filter((each) => wanted[each])) {
    const caseGuard = conjoinGuards(x.guard, [whenCase(choice, index)]);
    remaining = remaining.filter((each) => each !== index);
    const others = whenAny(remaining.map((each) => [whenCase(choice, each)]));
    if (remaining.length === 0) {
      // The last case needs no Switch.
      out[index] = { ...rest, guard: caseGuard };
    } else {
      const [no, yes] = addSwitchNode(
        rest,
        choice.cases[index],
        conjoinGuards(x.guard, others ? [others] : ALWAYS),
        caseGuard,
      );
      out[index] = yes;
      rest = no;
    }
  }
  return out;
}

/**
 * Returns the one of `tensors` that is alive. Their guards must exclude each other. If together they cover
 * all cases, the result has the guard that they have in common.
 *
 * @throws Error if two tensors may both be alive or differ in shape or dtype
 */
export function merge(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1) return first;
  for (const tensor of tensors) {
    if (!isSameShape(tensor.shape, first.shape) || tensor.dtype !== first.dtype) {
      throw new Error(
        `Merge of ${describeTensor(first)} and ${describeTensor(tensor)}: shapes and dtypes must be equal`,
      );
    }
  }
  const common = intersectGuards(tensors.map((tensor) => tensor.guard));
  const rests = tensors.map((tensor) => subtractGuard(tensor.guard, common));
  rests.forEach((rest, i) => {
    for (const other of rests.slice(0, i)) {
      if (!areExclusive(rest, other)) {
        throw new Error(
          `Merge of tensors that may both be alive: ${guardKey(rest) || 'always'} and ${guardKey(other) || 'always'}`,
        );
      }
    }
  });
  const some = whenAny(rests);
  return addMergeNode(tensors, some ? conjoinGuards(common, [some]) : common);
}

/** Returns `value`, or zeros of its shape if it is dead while `outer` holds. */
export function zerosIfDead(value: Tensor, outer: Guard): Tensor {
  const missing = subtractGuard(value.guard, outer);
  if (missing.length === 0) return value;
  const graph = value.node.graph;
  const zeros = graph.constant([0], value.shape, value.dtype);
  const [dead] = switchOn(zeros, missing);
  return addMergeNode([dead, value], outer);
}

/** Returns the predicates that all guards imply. */
export function intersectGuards(guards: readonly Guard[]): Guard {
  return guards[0].filter((predicate) => guards.every((guard) => implies(guard, [predicate])));
}

/** Adds one Switch: [x if `predicates` do not all hold, x if they do]. */
export function switchOn(x: Tensor, predicates: Guard): [Tensor, Tensor] {
  return addSwitchNode(
    x,
    buildConjunction(x.node.graph, predicates),
    conjoinGuards(x.guard, [whenNone([predicates])]),
    conjoinGuards(x.guard, predicates),
  );
}

/** Builds the boolean scalar of a guard. @throws Error if the guard is empty */
function buildConjunction(graph: GraphBuilder, guard: Guard): Tensor {
  if (guard.length === 0) throw new Error('the empty guard has no predicate');
  return graph.once(`predicate ${guardKey(guard)}`, () =>
    guard.map((predicate) => buildPredicate(graph, predicate)).reduce(logicalAnd),
  );
}

/** Builds the boolean scalar of a predicate. It is on the CPU, where a Switch reads it. */
function buildPredicate(graph: GraphBuilder, predicate: Predicate): Tensor {
  if (predicate.kind === 'case') {
    const holds = predicate.choice.cases[predicate.index];
    if (holds.guard.length > 0)
      throw new Error(`the flag of ${predicate.key} is alive only under a guard: feed it outside of guards`);
    return holds;
  }
  return graph.once(`predicate ${predicate.key}`, () => {
    const any = predicate.guards.map((guard) => buildConjunction(graph, guard)).reduce(logicalOr);
    return predicate.kind === 'any' ? any : logicalNot(any);
  });
}

/**
 * Returns the Switch of a tensor and a predicate. There is only one for each pair; `ops/add.ts` explains why.
 */
function addSwitchNode(x: Tensor, predicate: Tensor, ifFalse: Guard, ifTrue: Guard): [Tensor, Tensor] {
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
        // Each side contributes its own gradient; `sumAlive` adds those that are alive.
        gradient: (branches) => [branches.filter((branch) => branch !== null), null],
        device: chooseDevice(x.dtype),
        guard: x.guard,
      }).outputs[0],
  );
  // The first caller may have written an equivalent guard in another form.
  return [
    { ...node.outputs[0], guard: ifFalse },
    { ...node.outputs[1], guard: ifTrue },
  ];
}

/**
 * Adds a Merge without checking that exactly one tensor is alive.
 *
 * @param sources the tensors that `tensors` were made from, if only by routing. The gradient flows to them
 *   directly, each under its own guard.
 */
export function addMergeNode(tensors: readonly Tensor[], alive: Guard, sources?: readonly Tensor[]): Tensor {
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
      return sources
        ? sources.map((each) => routeBack(dy, each))
        : routeBackThroughMerge(dy, tensors, needed);
    },
    gradientInputs: sources ?? tensors,
    device: chooseDevice(dtype),
    guard: alive,
  }).outputs[0];
}

/** Routes the gradient of a Merge to the input that was alive. */
function routeBackThroughMerge(
  dy: Tensor,
  tensors: readonly Tensor[],
  needed: readonly boolean[],
): (Tensor | null)[] {
  const rests = tensors.map((tensor) => subtractGuard(tensor.guard, dy.guard));
  const match = matchCasesOfOneChoice(rests);
  if (!match || rests.some((rest) => areExclusive(dy.guard, rest))) {
    return tensors.map((tensor, i) => (needed[i] ? routeBack(dy, tensor) : null));
  }
  const { choice, indices } = match;
  const wanted = choice.cases.map(() => false);
  indices.forEach((index, i) => {
    wanted[index] = needed[i];
  });
  const routed = route(dy, choice, wanted);
  return indices.map((index) => routed[index]);
}

/** Returns `dy` under the guard of `tensor`, or null if the two exclude each other. */
function routeBack(dy: Tensor, tensor: Tensor): Tensor | null {
  return areExclusive(dy.guard, tensor.guard) ? null : guard(dy, tensor.guard);
}

/**
 * Returns the choice and the case index of each guard if every guard is one case of the same choice; else
 * null.
 */
function matchCasesOfOneChoice(guards: readonly Guard[]): { choice: Choice; indices: number[] } | null {
  const cases = guards.flatMap((guard) => (guard.length === 1 && guard[0].kind === 'case' ? [guard[0]] : []));
  if (cases.length < guards.length) return null;
  const [{ choice }] = cases;
  if (cases.some((each) => each.choice.name !== choice.name)) return null;
  return { choice, indices: cases.map((each) => each.index) };
}
