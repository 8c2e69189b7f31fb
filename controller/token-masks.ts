import type { Space } from '../src/space/space';

/** Added to the logit of a token that may not stand in a place: leaves it a probability of zero. */
const MASKED_LOGIT = -1e9;

/**
 * Which tokens may follow which, as numbers to add to logits: 0 for valid tokens, a large negative one for others.
 * Row `position * (vocabulary + 1) + previous` is for a token at `position` after `previous`, where `vocabulary` stands
 * for the beginning; rows of what can never come before are all valid and never used.
 *
 * @returns values of [length * (vocabulary + 1), vocabulary], row after row
 */
export function buildTokenMasks(space: Space): number[] {
  const { length, vocabulary } = space;
  const rows: number[] = [];
  let reachable = new Set<number | undefined>([undefined]);
  for (let position = 0; position < length; position++) {
    const next = new Set<number | undefined>();
    for (let previous = 0; previous <= vocabulary; previous++) {
      const before = previous === vocabulary ? undefined : previous;
      if (!reachable.has(before)) {
        rows.push(...Array.from({ length: vocabulary }, () => 0));
        continue;
      }
      const valid = new Set(space.validTokens(position, before));
      for (const token of valid) next.add(token);
      rows.push(...Array.from({ length: vocabulary }, (_, token) => (valid.has(token) ? 0 : MASKED_LOGIT)));
    }
    reachable = next;
  }
  return rows;
}
