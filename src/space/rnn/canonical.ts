import type { Architecture } from '../space';

/**
 * A canonical form of recurrent cells: two cells get the same one exactly when one is the other with its nodes
 * renumbered. A cell is a rooted tree with activations as labels and no order among a node's readers, so the classic
 * encoding of such trees decides it (Aho, Hopcroft and Ullman 1974, section 3.2): a node is its label and the sorted
 * encodings of its readers.
 *
 * @param architecture in the text form of the RNN space
 * @returns the same cell with its nodes in the order of that encoding, depth first
 */
export function canonicalizeRnnCell(architecture: Architecture): Architecture {
  const readers = findReaders(architecture);
  const getActivation = (node: number): number => architecture[2 * node];
  const encodings = new Array<string>(readers.length);
  // Readers come after what they read.
  for (let node = readers.length - 1; node >= 0; node--) {
    readers[node].sort((a, b) => compareText(encodings[a], encodings[b]));
    encodings[node] = `${getActivation(node)}(${readers[node].map((reader) => encodings[reader]).join('')})`;
  }

  const canonical: number[] = [];
  let writtenCount = 0;
  function write(node: number): void {
    const number = writtenCount++;
    canonical.push(getActivation(node));
    for (const reader of readers[node]) {
      canonical.push(number);
      write(reader);
    }
  }
  write(0);
  return canonical;
}

/** For every node, which nodes read it. */
function findReaders(architecture: Architecture): number[][] {
  const readers: number[][] = [[]];
  for (let i = 1; i < architecture.length; i += 2) {
    readers[architecture[i]].push(readers.length);
    readers.push([]);
  }
  return readers;
}

/** By code units, the same on every machine; equal encodings are equal subtrees, whose order does not matter. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
