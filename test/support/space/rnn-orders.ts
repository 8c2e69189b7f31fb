import { type Random, randomInteger } from '../../../src/random';

/** Lists the texts of the RNN space with `nodes` nodes and activations 0 to `activations` - 1. */
export function allTexts(nodes: number, activations: number): number[][] {
  let texts: number[][] = [[]];
  for (let position = 0; position < 2 * nodes - 1; position++) {
    const choices = position % 2 === 0 ? activations : (position + 1) / 2;
    texts = texts.flatMap((text) => Array.from({ length: choices }, (_, value) => [...text, value]));
  }
  return texts;
}

/** Renumbers node i as node place[i]; undefined if a node would not come after its input. */
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

/** Lists the permutations of 0 to `count` - 1. */
export function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((shorter) =>
    Array.from({ length: count }, (_, at) => shorter.toSpliced(at, 0, count - 1)),
  );
}

/** Lists the texts of the same cell by trying all orders. */
export function renumberings(text: readonly number[]): string[] {
  const texts = permutations((text.length + 1) / 2).flatMap((place) => {
    const moved = renumbered(text, place);
    return moved === undefined ? [] : [moved.join(' ')];
  });
  return [...new Set(texts)].sort();
}

/** Puts the nodes in a random valid order. */
export function shuffled(text: readonly number[], random: Random): number[] {
  const nodes = (text.length + 1) / 2;
  const place = [0];
  for (let count = 1; count < nodes; count++) {
    const ready = Array.from({ length: nodes }, (_, node) => node).filter(
      (node) => place[node] === undefined && place[text[2 * node - 1]] !== undefined,
    );
    place[ready[randomInteger(random, ready.length)]] = count;
  }
  const moved = renumbered(text, place);
  if (moved === undefined) throw new Error('not a valid order');
  return moved;
}
