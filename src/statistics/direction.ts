/** Which scores are better: higher ones or lower ones. */
export type Direction = 'maximize' | 'minimize';

/** Returns +1 if higher scores are better, else -1. A score times this sign is to be maximized. */
export function getSign(direction: Direction): 1 | -1 {
  return direction === 'maximize' ? 1 : -1;
}
