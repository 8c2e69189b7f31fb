import { Graph } from '../../graph/graph';
import { add, gatherRows, split, unstack, variable, type Variable } from '../../graph/ops';
import type { Trainable } from '../../graph/optimizers/trainable';
import type { Choice, GraphNode, Tensor } from '../../graph/tensor';
import {
  createUnknownParameterError,
  FlatParameters,
  initializeParameters,
  type ParameterSource,
} from './flat';
import { computeTotalSize, type ParameterSpec } from './spec';

/**
 * What a network asks for while it is being built. `A` is what decides its routing: an architecture. Asking twice for
 * a choice of one name gives the same choice.
 */
export interface Builder<A> extends ParameterSource {
  /** A decision with `cases` cases; `pick` says which one an architecture takes. */
  choice(name: string, cases: number, pick: (architecture: A) => number): Choice;
  /**
   * One of `alternatives` sets of parameters, as a flat row; `pick` says which one an architecture uses, null: none. Of
   * a set that is not used nothing is read or updated.
   */
  selectWeights(
    name: string,
    alternatives: number,
    pieces: readonly ParameterSpec[],
    pick: (architecture: A) => number | null,
  ): Tensor;
}

interface Slot<A> {
  readonly name: string;
  /** Row of its first alternative. One more row follows the alternatives: it stands in where none is used. */
  readonly base: number;
  readonly alternatives: number;
  readonly pick: (architecture: A) => number | null;
}

/** Slots whose sets are alike share a variable [rows, size of a set]. */
interface WeightBank<A> {
  readonly pieces: readonly ParameterSpec[];
  readonly slots: Slot<A>[];
  rows: number;
}

/** What is fed to route an architecture. */
export interface RoutingFeed {
  /** One boolean a case, of all choices. */
  readonly cases: Uint8Array;
  /** A row of its bank for each slot. */
  readonly rows: Int32Array;
}

/**
 * All that a network asks for, found by building it once on a graph that is thrown away: only then is it known how many
 * choices there are and how parameters pack into variables.
 */
export class NetworkLayout<A> {
  private readonly choices: { name: string; cases: number; pick: (architecture: A) => number }[] = [];
  private readonly fixed = new FlatParameters();
  private readonly banks = new Map<string, WeightBank<A>>();

  constructor(build: (graph: Graph, builder: Builder<A>) => void) {
    const graph = new Graph();
    const known = new Map<string, Choice>();
    build(graph, {
      choice: (name, cases, pick) => {
        let choice = known.get(name);
        if (!choice) {
          this.choices.push({ name, cases, pick });
          choice = {
            name,
            cases: Array.from({ length: cases }, (_, i) =>
              graph.placeholder(`${name}/${i}`, [], 'bool', 'cpu'),
            ),
          };
          known.set(name, choice);
        }
        return choice;
      },
      getWeights: (name, pieces) => this.fixed.trace(graph, name, pieces),
      selectWeights: (name, alternatives, pieces, pick) => {
        const key = JSON.stringify(pieces);
        const bank = this.banks.get(key) ?? { pieces, slots: [], rows: 0 };
        this.banks.set(key, bank);
        bank.slots.push({ name, base: bank.rows, alternatives, pick });
        bank.rows += alternatives + 1;
        return graph.placeholder(name, [computeTotalSize(pieces)], 'float32');
      },
    });
  }

  /** What to feed for an architecture. @throws Error where a slot or choice picks what it does not have */
  route(architecture: A): RoutingFeed {
    const cases = this.choices.flatMap(({ name, cases: count, pick }) => {
      const taken = assertInRange(count, pick(architecture), name);
      return Array.from({ length: count }, (_, i) => (i === taken ? 1 : 0));
    });
    const rows = [...this.banks.values()].flatMap(({ slots }) =>
      slots.map(({ name, base, alternatives, pick }) => {
        const taken = pick(architecture);
        return base + (taken === null ? alternatives : assertInRange(alternatives, taken, name));
      }),
    );
    return { cases: Uint8Array.from(ensureNotEmpty(cases)), rows: Int32Array.from(ensureNotEmpty(rows)) };
  }

  /** Declares the network's variables and the inputs that route it in the graph it is to run in. */
  declare(graph: Graph): DeclaredNetwork<A> {
    const caseCount = this.choices.reduce((sum, { cases }) => sum + cases, 0);
    const banks = [...this.banks.values()];
    const slotCount = banks.reduce((sum, bank) => sum + bank.slots.length, 0);
    const cases = graph.placeholder('cases', [Math.max(1, caseCount)], 'bool', 'cpu');
    const rows = graph.placeholder('rows', [Math.max(1, slotCount)], 'int32', 'cpu');
    const caseFlags = unstack(cases);
    const choices = new Map<string, Choice>();
    let next = 0;
    for (const { name, cases: count } of this.choices) {
      choices.set(name, { name, cases: caseFlags.slice(next, next + count) });
      next += count;
    }
    const bankRows = slotCount > 0 ? split(rows, banks.map(({ slots }) => slots.length), 0) : []; // prettier-ignore
    return new DeclaredNetwork(
      cases,
      rows,
      choices,
      this.fixed,
      this.fixed.declare(graph),
      banks.map((bank, i) => ({
        pieces: bank.pieces,
        slots: bank.slots,
        variable: variable(graph, `bank${i}`, [bank.rows, computeTotalSize(bank.pieces)]),
        rows: bankRows[i],
      })),
    );
  }
}

interface DeclaredWeightBank<A> {
  readonly pieces: readonly ParameterSpec[];
  readonly slots: readonly Slot<A>[];
  readonly variable: Variable;
  /** int32 [slots] */
  readonly rows: Tensor;
}

/** A plan's variables in a graph. */
export class DeclaredNetwork<A> {
  constructor(
    /** bool [cases of all choices], fed. */
    readonly cases: Tensor,
    /** int32 [slots of all banks], fed. */
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
   * Reads the parameters and gives them to whoever builds the network, as often as it is built (once to train, once to
   * score). What was read comes out as trainables.
   *
   * @param substitute what to read in the place of a variable: an average of it, say
   */
  read(substitute = (of: Variable): Variable => of): { builder: Builder<A>; trainables: Trainable[] } {
    const fixed = this.fixed.read(substitute(this.fixedVariable));
    const trainables: Trainable[] = [fixed.trainable];
    const rows = new Map<string, Tensor>();
    for (const bank of this.banks) {
      const value = gatherRows(substitute(bank.variable), bank.rows);
      trainables.push({ variable: bank.variable, value, rows: bank.rows });
      unstack(value).forEach((row, i) => rows.set(bank.slots[i].name, row));
    }
    const builder: Builder<A> = {
      choice: (name) => getOrThrow(this.choices, name),
      getWeights: (name, pieces) => fixed.getWeights(name, pieces),
      selectWeights: (name) => getOrThrow(rows, name),
    };
    return { builder, trainables };
  }

  /** Draws all parameters anew. @param seed int32 [2] */
  initialize(graph: Graph, seed: Tensor): GraphNode[] {
    const fixed = { variable: this.fixedVariable, pieces: this.fixed.pieces };
    return [fixed, ...this.banks].map(({ variable: to, pieces }, i) =>
      initializeParameters(to, pieces, add(seed, graph.integers([0, -1 - i]))),
    );
  }
}

/** What a network without choices or slots is fed: a number that nobody reads. */
function ensureNotEmpty(numbers: readonly number[]): readonly number[] {
  return numbers.length > 0 ? numbers : [0];
}

/** A row beyond a slot's own would be another slot's, and nobody would notice. */
function assertInRange(count: number, taken: number, name: string): number {
  if (!Number.isInteger(taken) || taken < 0 || taken >= count) {
    throw new Error(`${name} has ${count} alternatives, but the architecture picks number ${taken}`);
  }
  return taken;
}

function getOrThrow<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw createUnknownParameterError(name);
  return value;
}
