import { type Random, randomInteger } from '../../../src/random';

/** Every text of the RNN space with `nodes` nodes and activations 0 to `activations` - 1. */
export function allTexts(nodes: number, activations: number): number[][] {
  let texts: number[][] = [[]];
  for (let position = 0; position < 2 * nodes - 1; position++) {
    const choices = position % 2 === 0 ? activations : (position + 1) / 2;
    texts = texts.flatMap((text) => Array.from({ length: choices }, (_, value) => [...text, value]));
  }
  return texts;
}

/** The text with node i written as node place[i], or undefined where a node would not come after the one it reads. */
export function renumbered(text: readonly number[], place: readonly number[]): number[] | undefined {
  const moved = new Array<number>(text.length);
  for (let node = 0; node < place.length; node++) {
    moved[2 * place[node]] = text[2 * node];
    if (node === 0) {
      if (place[0] !== 0) return undefined;
      continue;
    }
    const reads = place[text[2 * node - 1]];
    if (reads >= place[node]) return undefined;
    moved[2 * place[node] - 1] = reads;
  }
  return moved;
}

export function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((shorter) =>
    Array.from({ length: count }, (_, at) => shorter.toSpliced(at, 0, count - 1)),
  );
}

/** Every text of the same cell: the oracle, by trying all orders. */
export function renumberings(text: readonly number[]): string[] {
  const texts = permutations((text.length + 1) / 2).flatMap((place) => {
    const moved = renumbered(text, place);
    return moved === undefined ? [] : [moved.join(' ')];
  });
  return [...new Set(texts)].sort();
}

/** The text with its nodes in a random valid order. */
export function shuffled(text: readonly number[], random: Random): number[] {
  const nodes = (text.length + 1) / 2;
  const place = [0];
  for (let written = 1; written < nodes; written++) {
    const ready = Array.from({ length: nodes }, (_, node) => node).filter(
      (node) => place[node] === undefined && place[text[2 * node - 1]] !== undefined,
    );
    place[ready[randomInteger(random, ready.length)]] = written;
  }
  const moved = renumbered(text, place);
  if (moved === undefined) throw new Error('not a valid order');
  return moved;
}
