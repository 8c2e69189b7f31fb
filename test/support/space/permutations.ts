/** Lists the permutations of 0 to `count` - 1. */
export function listPermutations(count: number): number[][] {
  if (count === 0) return [[]];
  return listPermutations(count - 1).flatMap((shorter) =>
    Array.from({ length: count }, (_, index) => shorter.toSpliced(index, 0, count - 1)),
  );
}
