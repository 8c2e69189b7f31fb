/** Returns a count with its noun: `pluralize(1, 'step')` is `1 step`, `pluralize(2, 'step')` is `2 steps`. */
export function pluralize(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
