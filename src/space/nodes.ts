import { InputError } from '../errors';

/** The most nodes a cell may have, in every space. */
export const MAX_NODES = 12;

/** @throws InputError if a cell cannot have that many nodes */
export function checkNodes(nodes: number): void {
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES) return;
  throw new InputError(
    `space.nodes is ${nodes}, but a cell has 1 to ${MAX_NODES} nodes: choose one of these`,
  );
}
