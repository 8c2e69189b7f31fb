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
} from './conditions';
import { logicalAnd, logicalNot, logicalOr } from './ops/logical';
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
} from './tensor';
/*
 * Routing by Switch and Merge: what is not chosen is not computed, forward or backward. A tensor knows the guard it
 * lives under; these functions are the only ones that lead into a guard and out of it.
 */

/** The boolean scalar that says whether `test` holds. Lives on the CPU, since a Switch reads it there. */
export function buildPredicate(graph: GraphBuilder, predicate: Predicate): Tensor {
  if (predicate.kind === 'case') {
    const holds = predicate.choice.cases[predicate.index];
    if (holds.guard.length > 0)
      throw new Error(`what ${predicate.key} means must be known outside of guards`);
    return holds;
  }
  return graph.once(`predicate ${predicate.key}`, () => {
    const any = predicate.guards.map((guard) => buildConjunction(graph, guard)).reduce(logicalOr);
    return predicate.kind === 'any' ? any : logicalNot(any);
  });
}

/** The boolean scalar that says whether all tests of `guard` hold. @throws Error for the guard that always holds */
export function buildConjunction(graph: GraphBuilder, guard: Guard): Tensor {
  if (guard.length === 0) throw new Error('what always holds needs no predicate');
  return graph.once(`predicate ${guardKey(guard)}`, () =>
    guard.map((predicate) => buildPredicate(graph, predicate)).reduce(logicalAnd),
  );
}

/** `x` where all tests of `guard` hold, dead elsewhere. */
export function guard(x: Tensor, predicates: Guard): Tensor {
  const missing = subtractGuard(predicates, x.guard);
  return missing.length === 0 ? x : switchOn(x, missing)[1];
}

/**
 * `x` led to the case of `choice` that holds: one tensor a case, of which one is alive. Cases not `wanted` come out as
 * null. Asks for one case after the other, so that as few Switch nodes run as the case that holds has before it.
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
      // Nobody else is left, so what remains is this case.
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
 * The one of `tensors` that is alive. Their guards must exclude each other; where together they leave no case out, the
 * result is as alive as what they have in common. @throws Error naming the two that may both be alive, or shapes
 */
export function merge(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1) return first;
  for (const tensor of tensors) {
    if (!isSameShape(tensor.shape, first.shape) || tensor.dtype !== first.dtype) {
      throw new Error(
        `Merge joins ${describeTensor(first)} with ${describeTensor(tensor)}: both must be alike`,
      );
    }
  }
  const common = intersectGuards(tensors.map((tensor) => tensor.guard));
  const rests = tensors.map((tensor) => subtractGuard(tensor.guard, common));
  rests.forEach((rest, i) => {
    for (const other of rests.slice(0, i)) {
      if (!areExclusive(rest, other)) {
        throw new Error(
          `Merge: ${guardKey(rest) || 'always'} and ${guardKey(other) || 'always'} may both hold`,
        );
      }
    }
  });
  const some = whenAny(rests);
  return addMergeNode(tensors, some ? conjoinGuards(common, [some]) : common);
}

/** `value`, or zeros of its shape where it is dead although all tests of `outer` hold. */
export function zerosIfDead(value: Tensor, outer: Guard): Tensor {
  const missing = subtractGuard(value.guard, outer);
  if (missing.length === 0) return value;
  const graph = value.node.graph;
  const zeros = graph.constant([0], value.shape, value.dtype);
  const [dead] = switchOn(zeros, missing);
  return addMergeNode([dead, value], outer);
}

/** The tests that all guards have. */
export function intersectGuards(guards: readonly Guard[]): Guard {
  return guards[0].filter((predicate) => guards.every((guard) => implies(guard, [predicate])));
}

/** One Switch: [x where `tests` do not all hold, x where they do]. */
export function switchOn(x: Tensor, predicates: Guard): [Tensor, Tensor] {
  return addSwitchNode(
    x,
    buildConjunction(x.node.graph, predicates),
    conjoinGuards(x.guard, [whenNone([predicates])]),
    conjoinGuards(x.guard, predicates),
  );
}

/** There is one Switch for a tensor and a predicate, however often it is asked for (`add` says why that matters). */
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
        // Each side brings its own contribution; `sumAlive` adds whichever are alive.
        gradient: (branches) => [branches.filter((branch) => branch !== null), null],
        device: chooseDevice(x.dtype),
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
 * @param sources where the tensors were made from others by routing alone: those others, which get the gradient straight,
 *   each under its own guard
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

/** Leads the gradient of a Merge to the input that was alive. */
function routeBackThroughMerge(
  dy: Tensor,
  tensors: readonly Tensor[],
  needed: readonly boolean[],
): (Tensor | null)[] {
  const rests = tensors.map((tensor) => subtractGuard(tensor.guard, dy.guard));
  const choice = findSingleChoice(rests);
  if (!choice || rests.some((rest) => areExclusive(dy.guard, rest))) {
    return tensors.map((tensor, i) => (needed[i] ? routeBack(dy, tensor) : null));
  }
  const wanted = choice.cases.map(() => false);
  rests.forEach(([predicate], i) => {
    if (predicate.kind === 'case') wanted[predicate.index] = needed[i];
  });
  const routed = route(dy, choice, wanted);
  return rests.map(([predicate]) => (predicate.kind === 'case' ? routed[predicate.index] : null));
}

/** `dy` where `tensor` is alive. Where the result of a merge is used in one case only, none flows back to the others. */
function routeBack(dy: Tensor, tensor: Tensor): Tensor | null {
  return areExclusive(dy.guard, tensor.guard) ? null : guard(dy, tensor.guard);
}

/** The choice of which every guard is one case, if there is one. */
function findSingleChoice(guards: readonly Guard[]): Choice | null {
  let choice: Choice | null = null;
  for (const each of guards) {
    const [predicate] = each;
    if (each.length !== 1 || predicate.kind !== 'case' || (choice && choice.name !== predicate.choice.name))
      return null;
    choice = predicate.choice;
  }
  return choice;
}
