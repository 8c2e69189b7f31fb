import { type Random, randomInteger } from '../../../src/random';
import { listPermutations } from './permutations';

/** Lists the texts of the RNN space with `nodes` nodes and activations 0 to `activations` - 1. */
export function listTexts(nodes: number, activations: number): number[][] {
  let texts: number[][] = [[]];
  for (let position = 0; position < 2 * nodes - 1; position++) {
    const choices = position % 2 === 0 ? activations : (position + 1) / 2;
    texts = texts.flatMap((text) => Array.from({ length: choices }, (_, value) => [...text, value]));
  }
  return texts;
}

/** Renumbers node i as node newNumbers[i]; undefined if a node would not come after its input. */
function renumber(text: readonly number[], newNumbers: readonly number[]): number[] | undefined {
  const moved = new Array<number>(text.length);
  for (let node = 0; node < newNumbers.length; node++) {
    moved[2 * newNumbers[node]] = text[2 * node];
    if (node === 0) {
      if (newNumbers[0] !== 0) return undefined;
      continue;
    }
    const reads = newNumbers[text[2 * node - 1]];
    if (reads >= newNumbers[node]) return undefined;
    moved[2 * newNumbers[node] - 1] = reads;
  }
  return moved;
}

/** Lists the texts of the same cell by trying all orders. */
export function listRenumberings(text: readonly number[]): string[] {
  const texts = listPermutations((text.length + 1) / 2).flatMap((newNumbers) => {
    const moved = renumber(text, newNumbers);
    return moved === undefined ? [] : [moved.join(' ')];
  });
  return [...new Set(texts)].sort();
}

/** Puts the nodes in a random valid order. */
export function shuffle(text: readonly number[], random: Random): number[] {
  const nodes = (text.length + 1) / 2;
  const newNumbers = [0];
  for (let count = 1; count < nodes; count++) {
    const ready = Array.from({ length: nodes }, (_, node) => node).filter(
      (node) => newNumbers[node] === undefined && newNumbers[text[2 * node - 1]] !== undefined,
    );
    newNumbers[ready[randomInteger(random, ready.length)]] = count;
  }
  const moved = renumber(text, newNumbers);
  if (moved === undefined) throw new Error('not a valid order');
  return moved;
}
