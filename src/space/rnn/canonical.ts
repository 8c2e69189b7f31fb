import type { Architecture } from '../space';

/**
 * Returns the canonical form of a recurrent cell. Two cells have the same form exactly if they are isomorphic: equal up
 * to renumbering the nodes.
 *
 * A cell is an unordered rooted tree with activations as labels. A node's encoding is its label and the sorted encodings
 * of its children (Aho, Hopcroft and Ullman 1974, section 3.2).
 *
 * @param architecture in the text form of the RNN space
 * @returns the same cell with its nodes depth first, children in the order of their encodings
 */
export function canonicalizeRnnCell(architecture: Architecture): Architecture {
  const readers = findReaders(architecture);
  const getActivation = (node: number): number => architecture[2 * node];
  const encodings = new Array<string>(readers.length);
  // A node's readers have larger numbers, so their encodings are computed before its own.
  for (let node = readers.length - 1; node >= 0; node--) {
    readers[node].sort((a, b) => compareText(encodings[a], encodings[b]));
    encodings[node] = `${getActivation(node)}(${readers[node].map((reader) => encodings[reader]).join('')})`;
  }

  const canonical: number[] = [];
  let nextNumber = 0;
  function write(node: number): void {
    const number = nextNumber++;
    canonical.push(getActivation(node));
    for (const reader of readers[node]) {
      canonical.push(number);
      write(reader);
    }
  }
  write(0);
  return canonical;
}

/** Returns the readers of each node. */
function findReaders(architecture: Architecture): number[][] {
  const readers: number[][] = [[]];
  for (let i = 1; i < architecture.length; i += 2) {
    readers[architecture[i]].push(readers.length);
    readers.push([]);
  }
  return readers;
}

/** Compares by code units, which does not depend on the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
