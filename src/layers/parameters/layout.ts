import { Graph } from '../../graph/graph';
import { add, gather, gatherRows, unstack, variable, type Variable } from '../../graph/ops';
import type { Trainable } from '../../graph/optimizers/trainable';
import type { Choice, GraphNode, Tensor } from '../../graph/tensor';
import {
  createUnknownParameterError,
  FlatParameters,
  initializeParameters,
  type ParameterSource,
  placeholders,
} from './flat';
import { splitRows } from './rows';
import { computeTotalSize, type ParameterSpec } from './spec';

/** Parameters and choices that a network requests while it is built. `A` is the architecture that routes it. */
export interface Builder<A> extends ParameterSource {
  /**
   * Returns a choice of `cases` cases. Requesting the same name twice returns the same choice.
   *
   * @param pick the case that an architecture takes
   */
  choice(name: string, cases: number, pick: (architecture: A) => number): Choice;
  /**
   * Returns one of `alternatives` sets of parameters, a tensor for each spec. Unused sets are neither read nor updated.
   *
   * @param pick the set that an architecture uses, or null for none
   */
  selectWeights(
    name: string,
    alternatives: number,
    specs: readonly ParameterSpec[],
    pick: (architecture: A) => number | null,
  ): Tensor[];
}

/** A place in the network that uses one of several alternative rows of a bank. */
interface Slot<A> {
  readonly name: string;
  /** Row of its first alternative. The row after the last alternative is selected if none is used. */
  readonly base: number;
  readonly alternatives: number;
  readonly pick: (architecture: A) => number | null;
}

/** Slots with the same specs, in one variable [rows, size of a set]. */
interface WeightBank<A> {
  readonly specs: readonly ParameterSpec[];
  readonly slots: Slot<A>[];
  rows: number;
}

/** Values fed to route an architecture. */
export interface RoutingFeed {
  /** A boolean for each case of all choices. */
  readonly cases: Uint8Array;
  /** The selected row of its bank for each slot. */
  readonly rows: Int32Array;
}

/**
 * Choices and parameters of a network, found by tracing: building it once on a graph that is discarded. Only then are the
 * number of choices and the packing of parameters into variables known.
 */
export class NetworkLayout<A> {
  private readonly choices: { name: string; cases: number; pick: (architecture: A) => number }[] = [];
  private readonly fixed = new FlatParameters();
  private readonly banks = new Map<string, WeightBank<A>>();

  constructor(build: (graph: Graph, builder: Builder<A>) => void) {
    const graph = new Graph();
    const traced = new Map<string, Choice>();
    build(graph, {
      choice: (name, count, pick) => {
        const known = traced.get(name);
        if (known) return known;
        this.choices.push({ name, cases: count, pick });
        const cases = Array.from({ length: count }, (_, i) =>
          graph.placeholder(`${name}/${i}`, [], 'bool', 'cpu'),
        );
        traced.set(name, { name, cases });
        return { name, cases };
      },
      getWeights: (name, specs) => this.fixed.trace(graph, name, specs),
      selectWeights: (name, alternatives, specs, pick) => {
        // Without names: sets of the same shapes share a bank, whatever their parameters are called.
        const key = JSON.stringify(specs.map(({ shape, mean, std }) => ({ shape, mean, std })));
        const bank = this.banks.get(key) ?? { specs, slots: [], rows: 0 };
        this.banks.set(key, bank);
        bank.slots.push({ name, base: bank.rows, alternatives, pick });
        bank.rows += alternatives + 1;
        return placeholders(graph, name, specs);
      },
    });
  }

  /** Returns the feed of an architecture. @throws Error if it picks a case or an alternative that does not exist */
  route(architecture: A): RoutingFeed {
    const cases = this.choices.flatMap(({ name, cases: count, pick }) => {
      const picked = assertInRange(count, pick(architecture), name);
      return Array.from({ length: count }, (_, i) => (i === picked ? 1 : 0));
    });
    const rows = [...this.banks.values()].flatMap(({ slots }) =>
      slots.map(({ name, base, alternatives, pick }) => {
        const picked = pick(architecture);
        return base + (picked === null ? alternatives : assertInRange(alternatives, picked, name));
      }),
    );
    return { cases: Uint8Array.from(ensureNotEmpty(cases)), rows: Int32Array.from(ensureNotEmpty(rows)) };
  }

  /** Declares the network's variables and routing inputs in the graph that it runs in. */
  declare(graph: Graph): DeclaredNetwork<A> {
    const caseCount = this.choices.reduce((sum, { cases }) => sum + cases, 0);
    const banks = [...this.banks.values()];
    const slotCount = banks.reduce((sum, bank) => sum + bank.slots.length, 0);
    const cases = graph.placeholder('cases', [Math.max(1, caseCount)], 'bool', 'cpu');
    const rows = graph.placeholder('rows', [Math.max(1, slotCount)], 'int32');
    const caseFlags = unstack(cases);
    const choices = new Map<string, Choice>();
    let next = 0;
    for (const { name, cases: count } of this.choices) {
      choices.set(name, { name, cases: caseFlags.slice(next, next + count) });
      next += count;
    }
    const slotCounts = banks.map(({ slots }) => slots.length);
    // Gathered rather than split, which for integers has no kernel on a GPU.
    const bankRows = splitRange(slotCounts).map((positions) =>
      gather(rows, graph.constant(positions, [positions.length], 'int64'), 0),
    );
    return new DeclaredNetwork(
      cases,
      rows,
      choices,
      this.fixed,
      this.fixed.declare(graph),
      banks.map((bank, i) => ({
        specs: bank.specs,
        slots: bank.slots,
        variable: variable(graph, `bank${i}`, [bank.rows, computeTotalSize(bank.specs)]),
        rows: bankRows[i],
      })),
    );
  }
}

interface DeclaredWeightBank<A> {
  readonly specs: readonly ParameterSpec[];
  readonly slots: readonly Slot<A>[];
  readonly variable: Variable;
  /** int32 [slots] */
  readonly rows: Tensor;
}

/** The variables and routing inputs of a layout, in a graph. */
export class DeclaredNetwork<A> {
  constructor(
    /** Placeholder, bool [cases of all choices]. */
    readonly cases: Tensor,
    /** Placeholder, int32 [slots of all banks]. */
    readonly rows: Tensor,
    private readonly choices: ReadonlyMap<string, Choice>,
    private readonly fixed: FlatParameters,
    private readonly fixedVariable: Variable,
    private readonly banks: readonly DeclaredWeightBank<A>[],
  ) {}

  get variables(): Variable[] {
    return [this.fixedVariable, ...this.banks.map((bank) => bank.variable)];
  }

  /**
   * Reads the parameters, for one build of the network: one for training, another for evaluation.
   *
   * @param substitute the variable to read instead of a parameter, for example its average
   */
  read(substitute = (of: Variable): Variable => of): { builder: Builder<A>; trainables: Trainable[] } {
    const fixed = this.fixed.read(substitute(this.fixedVariable));
    const trainables: Trainable[] = [fixed.trainable];
    const selected = new Map<string, Tensor[]>();
    for (const bank of this.banks) {
      const value = gatherRows(substitute(bank.variable), bank.rows);
      trainables.push({ variable: bank.variable, value, rows: bank.rows });
      splitRows(value, bank.specs).forEach((parameters, i) => selected.set(bank.slots[i].name, parameters));
    }
    const builder: Builder<A> = {
      choice: (name) => getOrThrow(this.choices, name),
      getWeights: (name, specs) => fixed.getWeights(name, specs),
      selectWeights: (name) => getOrThrow(selected, name),
    };
    return { builder, trainables };
  }

  /** Initializes all parameters at random. @param seed int32 [2] */
  initialize(graph: Graph, seed: Tensor): GraphNode[] {
    const fixed = { variable: this.fixedVariable, specs: this.fixed.specs };
    return [fixed, ...this.banks].map(({ variable: to, specs }, i) =>
      initializeParameters(to, specs, add(seed, graph.integers([0, -1 - i]))),
    );
  }
}

/** Returns the numbers from 0 on, in pieces of the given sizes. */
function splitRange(sizes: readonly number[]): number[][] {
  let next = 0;
  return sizes.map((size) => Array.from({ length: size }, () => next++));
}

/** Returns an unused number to feed if the network has no choices or no slots. */
function ensureNotEmpty(numbers: readonly number[]): readonly number[] {
  return numbers.length > 0 ? numbers : [0];
}

/** Throws if a pick is out of range: it would silently select a row of another slot. */
function assertInRange(count: number, picked: number, name: string): number {
  if (!Number.isInteger(picked) || picked < 0 || picked >= count) {
    throw new Error(`the architecture picks alternative ${picked} of ${name}, which has ${count}`);
  }
  return picked;
}

function getOrThrow<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw createUnknownParameterError(name);
  return value;
}
