import { ALWAYS, areExclusive, whenCase, whenNone } from '../../../src/graph/conditions';
import {
  add,
  guard,
  merge,
  mul,
  route,
  scale,
  square,
  stack,
  unstack,
  zerosIfDead,
} from '../../../src/graph/ops';
import { sumAlive } from '../../../src/graph/sum';
import type { Choice, Guard, Predicate, Tensor } from '../../../src/graph/tensor';

/*
 * Random programs of routing. Each step is compiled to tensors and also interpreted in plain TypeScript
 * without guards: given the case of each choice, it either computes or does not. Every value is a pair of
 * small integers, so that both results must be identical.
 */

/** Random numbers that determine one step; each is taken modulo the number of options. */
export interface Instruction {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The case that holds, by the name of the choice. */
export type Routing = Readonly<Record<string, number>>;

/** A value of the interpreter, null if it is dead. Its gradient accumulates in `slope`. */
interface Cell {
  value: [number, number] | null;
  slope: [number, number];
}

/** One step of the interpreter. */
interface Step {
  /** Computes the result from the cells before it. */
  forward(cells: readonly Cell[], routing: Routing): [number, number] | null;
  /** Adds the slope of the result to its operands. Called only if the result is alive. */
  backward(cells: readonly Cell[], slope: readonly [number, number], routing: Routing): void;
}

/** A program in compiled and in interpretable form. */
export interface Program {
  /** All compiled values, the inputs first. */
  readonly tensors: readonly Tensor[];
  readonly steps: readonly Step[];
}

type Pair = [number, number];

const SIDES = [0, 1] as const;

const pair = (element: (side: 0 | 1) => number): Pair => [element(0), element(1)];

function addSlope(cell: Cell, element: (side: 0 | 1) => number): void {
  for (const side of SIDES) cell.slope[side] += element(side);
}

/** Returns whether a guard holds. */
function holds(predicates: Guard, routing: Routing): boolean {
  return predicates.every((predicate) => {
    if (predicate.kind === 'case') return routing[predicate.choice.name] === predicate.index;
    const some = predicate.guards.some((each) => holds(each, routing));
    return predicate.kind === 'any' ? some : !some;
  });
}

/** Unary functions and their derivatives, for the cases of a route. */
const UNARY: readonly {
  build(x: Tensor): Tensor;
  value(x: number): number;
  slope(x: number): number;
}[] = [
  { build: (x) => square(x), value: (x) => x * x, slope: (x) => 2 * x },
  { build: (x) => scale(x, -2), value: (x) => -2 * x, slope: () => -2 },
  { build: (x) => x, value: (x) => x, slope: () => 1 },
  { build: (x) => scale(x, 3), value: (x) => 3 * x, slope: () => 3 },
];

/** Compiles the instructions, skipping those that are not applicable. */
export function compile(
  inputs: readonly Tensor[],
  choices: readonly Choice[],
  instructions: readonly Instruction[],
): Program {
  const tensors = [...inputs];
  const steps: Step[] = [];
  for (const instruction of instructions) {
    const compiled = compileStep(instruction, tensors, choices);
    if (!compiled) continue;
    tensors.push(compiled.tensor);
    steps.push(compiled.step);
  }
  return { tensors, steps };
}

/**
 * Interprets a program for one routing. The loss is the sum of all values that are alive, weighted by
 * `weights`.
 *
 * @returns values (null if dead), slopes of the inputs, and the largest absolute number
 */
export function interpret(
  { tensors, steps }: Program,
  inputs: readonly Pair[],
  routing: Routing,
  weights: readonly number[],
): { values: (Pair | null)[]; slopes: Pair[]; largest: number } {
  const cells: Cell[] = inputs.map((value) => ({ value, slope: [0, 0] }));
  for (const step of steps) cells.push({ value: step.forward(cells, routing), slope: [0, 0] });
  for (let i = tensors.length - 1; i >= 0; i--) {
    const cell = cells[i];
    if (cell.value === null) continue;
    addSlope(cell, () => weights[i]);
    if (i >= inputs.length) steps[i - inputs.length].backward(cells, cell.slope, routing);
  }
  const numbers = cells.flatMap((cell) => [...(cell.value ?? []), ...cell.slope]);
  return {
    values: cells.map((cell) => cell.value),
    slopes: cells.slice(0, inputs.length).map((cell) => cell.slope),
    largest: Math.max(...numbers.map(Math.abs)),
  };
}

function compileStep(
  { kind, a, b, c }: Instruction,
  tensors: readonly Tensor[],
  choices: readonly Choice[],
): { tensor: Tensor; step: Step } | null {
  const i = a % tensors.length;
  const j = b % tensors.length;
  const x = tensors[i];
  const choice = choices[c % choices.length];
  const index = b % choice.cases.length;
  switch (kind % 11) {
    case 0:
      return apply(x, i, UNARY[b % UNARY.length]);
    case 1:
      return areExclusive(x.guard, tensors[j].guard) ? null : sumOfTwo(tensors, i, j);
    case 2:
      return areExclusive(x.guard, tensors[j].guard) ? null : product(tensors, i, j);
    case 3:
    case 4:
      return guarded(x, i, whenCase(choice, index));
    case 5:
      return guarded(x, i, whenNone([[whenCase(choice, index)]]));
    case 6:
      return routed(x, i, choice, b, c % 3 === 0);
    case 7:
      return merged(tensors, i, j);
    case 8:
      return zeroed(x, i, b % 2 === 0 ? ALWAYS : x.guard.slice(0, -1));
    case 9:
      return halves(x, i, choice, index);
    default:
      return summed(tensors, [...new Set([i, j, c % tensors.length, (a + c) % tensors.length])]);
  }
}

function apply(x: Tensor, i: number, f: (typeof UNARY)[number]): { tensor: Tensor; step: Step } {
  return {
    tensor: f.build(x),
    step: {
      forward: (cells) => map(cells[i].value, f.value),
      backward: (cells, slope) => {
        const { value } = cells[i];
        if (value) addSlope(cells[i], (side) => slope[side] * f.slope(value[side]));
      },
    },
  };
}

function map(value: Pair | null, f: (x: number) => number): Pair | null {
  return value && pair((side) => f(value[side]));
}

function sumOfTwo(tensors: readonly Tensor[], i: number, j: number): { tensor: Tensor; step: Step } {
  return {
    tensor: add(tensors[i], tensors[j]),
    step: {
      forward: (cells) => {
        const [x, y] = [cells[i].value, cells[j].value];
        return x && y && pair((side) => x[side] + y[side]);
      },
      backward: (cells, slope) => {
        for (const each of [i, j]) addSlope(cells[each], (side) => slope[side]);
      },
    },
  };
}

function product(tensors: readonly Tensor[], i: number, j: number): { tensor: Tensor; step: Step } {
  return {
    tensor: mul(tensors[i], tensors[j]),
    step: {
      forward: (cells) => {
        const [x, y] = [cells[i].value, cells[j].value];
        return x && y && pair((side) => x[side] * y[side]);
      },
      backward: (cells, slope) => {
        const [x, y] = [cells[i].value, cells[j].value];
        if (!x || !y) return;
        addSlope(cells[i], (side) => slope[side] * y[side]);
        addSlope(cells[j], (side) => slope[side] * x[side]);
      },
    },
  };
}

function guarded(x: Tensor, i: number, predicate: Predicate): { tensor: Tensor; step: Step } | null {
  if (areExclusive(x.guard, [predicate])) return null;
  return {
    tensor: guard(x, [predicate]),
    step: {
      forward: (cells, routing) => (holds([predicate], routing) ? cells[i].value : null),
      backward: (cells, slope) => {
        addSlope(cells[i], (side) => slope[side]);
      },
    },
  };
}

/** Applies another function to x in each case; if `partial`, the last case is omitted. */
function routed(
  x: Tensor,
  i: number,
  choice: Choice,
  shift: number,
  partial: boolean,
): { tensor: Tensor; step: Step } | null {
  if (choice.cases.some((_, index) => areExclusive(x.guard, [whenCase(choice, index)]))) return null;
  const wanted = choice.cases.map((_, index) => !partial || index + 1 < choice.cases.length);
  const f = (index: number) => UNARY[(index + shift) % UNARY.length];
  const cases = route(x, choice, wanted).flatMap((each, index) => (each ? [f(index).build(each)] : []));
  return {
    tensor: merge(cases),
    step: {
      forward: (cells, routing) => {
        const index = routing[choice.name];
        return wanted[index] ? map(cells[i].value, f(index).value) : null;
      },
      backward: (cells, slope, routing) => {
        const { value } = cells[i];
        if (value) addSlope(cells[i], (side) => slope[side] * f(routing[choice.name]).slope(value[side]));
      },
    },
  };
}

function merged(tensors: readonly Tensor[], i: number, j: number): { tensor: Tensor; step: Step } | null {
  if (!areExclusive(tensors[i].guard, tensors[j].guard)) return null;
  return {
    tensor: merge([tensors[i], tensors[j]]),
    step: {
      forward: (cells) => cells[i].value ?? cells[j].value,
      backward: (cells, slope) => {
        addSlope(cells[cells[i].value ? i : j], (side) => slope[side]);
      },
    },
  };
}

function zeroed(x: Tensor, i: number, outer: Guard): { tensor: Tensor; step: Step } {
  return {
    tensor: zerosIfDead(x, outer),
    step: {
      forward: (cells, routing) => cells[i].value ?? (holds(outer, routing) ? [0, 0] : null),
      backward: (cells, slope) => {
        if (cells[i].value) addSlope(cells[i], (side) => slope[side]);
      },
    },
  };
}

/** Unstacks x, squares one half, keeps the other half only in one case, and stacks them again. */
function halves(x: Tensor, i: number, choice: Choice, index: number): { tensor: Tensor; step: Step } | null {
  const predicate = whenCase(choice, index);
  if (areExclusive(x.guard, [predicate])) return null;
  const [first, second] = unstack(x);
  return {
    tensor: stack([square(first), zerosIfDead(guard(second, [predicate]), x.guard)]),
    step: {
      forward: (cells, routing) => {
        const { value } = cells[i];
        return value && [value[0] ** 2, holds([predicate], routing) ? value[1] : 0];
      },
      backward: (cells, slope, routing) => {
        const { value } = cells[i];
        if (!value) return;
        cells[i].slope[0] += slope[0] * 2 * value[0];
        if (holds([predicate], routing)) cells[i].slope[1] += slope[1];
      },
    },
  };
}

function summed(tensors: readonly Tensor[], indices: readonly number[]): { tensor: Tensor; step: Step } {
  return {
    tensor: sumAlive(indices.map((each) => tensors[each])),
    step: {
      forward: (cells) =>
        indices
          .map((each) => cells[each].value)
          .reduce(
            (total, value) => (total && value ? pair((side) => total[side] + value[side]) : (total ?? value)),
            null,
          ),
      backward: (cells, slope) => {
        for (const each of indices) if (cells[each].value) addSlope(cells[each], (side) => slope[side]);
      },
    },
  };
}
