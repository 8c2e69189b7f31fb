import { InputError } from '../errors';

/*
 * The notation of DARTS (Liu et al., ICLR 2019) and of code bases after it, a call in Python:
 * Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=[...])
 */

/** A value in a genotype; lists, tuples and ranges are arrays. */
type GenotypeValue = string | number | readonly GenotypeValue[];

/** An operation and the state that it is applied to. */
export type GenotypePair = readonly [operation: string, input: number];

/** Returns true if a text is a genotype, as a value or as the statement `NAME = Genotype(...)`. */
export function isGenotype(text: string): boolean {
  return START.test(text);
}

const START = /^\s*(?:\w+\s*=\s*)?Genotype\s*\(/;

const EXAMPLE =
  "Genotype(normal=[('sep_conv_3x3', 1), ...], reduce=[...]) or Genotype(recurrent=[('tanh', 0), ...])";

/** The arguments of a genotype, by name. */
export class Genotype {
  private constructor(private readonly values: ReadonlyMap<string, GenotypeValue>) {}

  /** @throws InputError at the first word that does not belong there */
  static parse(text: string): Genotype {
    return new Genotype(new Reader(text.replace(START, '')).readArguments());
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** Returns the pairs of a list, or of the lists of a list. @throws InputError if it is missing or has anything else */
  getPairs(name: string): GenotypePair[] {
    const value = this.values.get(name);
    const pairs = value === undefined ? undefined : collectPairs(value);
    if (pairs !== undefined) return pairs;
    throw new InputError(`the genotype has no list ${name} of pairs: write ${EXAMPLE}`);
  }

  /** Returns a list of states, or undefined if it is missing. @throws InputError if it is not a list of numbers */
  getStates(name: string): number[] | undefined {
    const value = this.values.get(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === 'number')) return value;
    throw new InputError(
      `${name} of the genotype is not a list of states: write ${name}=[2, 3] or leave it out`,
    );
  }

  /** Returns a text, or undefined if it is missing. */
  getText(name: string): string | undefined {
    const value = this.values.get(name);
    return value === undefined ? undefined : String(value);
  }
}

/**
 * Asserts that the states that a genotype combines are those that nao's cells combine.
 *
 * @param allowed the lists of states that fit
 * @throws InputError if none equals the genotype's list; a list that is missing fits
 */
export function assertStates(
  genotype: Genotype,
  name: string,
  allowed: readonly (readonly number[])[],
): void {
  const states = genotype.getStates(name);
  if (states === undefined || allowed.some((each) => each.join() === states.join())) return;
  throw new InputError(
    `${name} of the genotype is [${states.join(', ')}], but cells of nao combine the states that none reads, ` +
      `[${allowed[0].join(', ')}]: leave ${name} out to read the cell without it`,
  );
}

/** Formats a genotype over several lines. Values are Python source; those of several lines are indented already. */
export function formatGenotype(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => `    ${name}=${value},\n`);
  return `Genotype(\n${lines.join('')})\n`;
}

/** Formats pairs as a Python list of several lines. @param perLine pairs on one line */
export function formatPairs(pairs: readonly GenotypePair[], perLine: number): string {
  const formatted = pairs.map(([operation, input]) => `('${operation}', ${input})`);
  const lines = formatted.flatMap((_, i) =>
    i % perLine === 0 ? [`        ${formatted.slice(i, i + perLine).join(', ')},\n`] : [],
  );
  return `[\n${lines.join('')}    ]`;
}

function collectPairs(value: GenotypeValue): GenotypePair[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [first, second] = value as readonly GenotypeValue[];
  if (typeof first === 'string') {
    return typeof second === 'number' && value.length === 2 ? [[first, second]] : undefined;
  }
  const parts = (value as readonly GenotypeValue[]).map(collectPairs);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Reads Python values from left to right. */
class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  /** Reads `name=value, ...)` to the end of the text. */
  readArguments(): Map<string, GenotypeValue> {
    const values = new Map<string, GenotypeValue>();
    while (!this.take(/\)/y)) {
      const name = this.expect(/[A-Za-z_]\w*/y);
      this.expect(/=/y);
      values.set(name, this.readValue());
      if (!this.take(/,/y) && !this.sees(/\)/y)) this.fail();
    }
    if (this.rest() !== '') this.fail();
    return values;
  }

  private readValue(): GenotypeValue {
    const quote = this.take(/['"]/y);
    if (quote !== undefined) {
      const word = this.expect(/[^'"]*/y);
      this.expect(quote === "'" ? /'/y : /"/y);
      return word;
    }
    if (this.take(/range\s*\(/y) !== undefined) return toRange(this.readItems(/\)/y));
    if (this.take(/\[/y) !== undefined) return this.readItems(/\]/y);
    if (this.take(/\(/y) !== undefined) return this.readItems(/\)/y);
    return Number(this.expect(/\d+/y));
  }

  private readItems(end: RegExp): GenotypeValue[] {
    const items: GenotypeValue[] = [];
    while (this.take(end) === undefined) {
      items.push(this.readValue());
      if (this.take(/,/y) === undefined && !this.sees(end)) this.fail();
    }
    return items;
  }

  private expect(pattern: RegExp): string {
    return this.take(pattern) ?? this.fail();
  }

  /** Skips white space, and consumes a match. */
  private take(pattern: RegExp): string | undefined {
    this.position += this.rest(false).length - this.rest().length;
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    this.position += found?.length ?? 0;
    return found;
  }

  private sees(pattern: RegExp): boolean {
    const { position } = this;
    const found = this.take(pattern);
    this.position = position;
    return found !== undefined;
  }

  private rest(trimmed = true): string {
    const rest = this.text.slice(this.position);
    return trimmed ? rest.trimStart() : rest;
  }

  private fail(): never {
    const rest = this.rest();
    const where = rest === '' ? 'ends too early' : `cannot be read at '${rest.slice(0, 20).trim()}'`;
    throw new InputError(`the genotype ${where}: write ${EXAMPLE}`);
  }
}

/** Returns the numbers of `range(end)` or `range(start, end)`. */
function toRange(items: readonly GenotypeValue[]): number[] {
  const [start, end] = items.length === 1 ? [0, Number(items[0])] : items.map(Number);
  return Array.from({ length: Math.max(0, Math.min(100, end - start) || 0) }, (_, i) => start + i);
}
