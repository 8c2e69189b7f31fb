import { closest, distance } from 'fastest-levenshtein';

/** Finds the known word that a misspelled one probably means; undefined if none is near. */
export function findNear(wrong: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const plain = wrong.toLowerCase();
  const byPlain = new Map(known.map((word) => [word.toLowerCase(), word]));
  const nearest = closest(plain, [...byPlain.keys()]);
  if (isNear(plain, nearest)) return byPlain.get(nearest);
  const [longer] = known
    .filter((word) => plain.length > 2 && word.toLowerCase().includes(plain))
    .sort(byLength);
  return longer;
}

/** Returns true if two words differ in a third of their letters at most, or in the order of letters. */
export function isNear(wrong: string, word: string): boolean {
  const most = Math.max(1, Math.floor(Math.max(wrong.length, word.length) / 3));
  return distance(wrong, word) <= most || sortLetters(wrong) === sortLetters(word);
}

function byLength(a: string, b: string): number {
  return a.length - b.length;
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}
