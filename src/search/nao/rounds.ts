import type { SearchConfig } from '../../config/schema/search';
import { InputError } from '../../errors';
import type { SearchState } from './state';

type Rounds = Pick<SearchConfig, 'search'>;

/** Returns true if all rounds of a search were done, and it has been given more since. */
export function hasMoreRounds({ ended, round }: SearchState, { search }: Rounds): boolean {
  return ended === 'rounds' && round + 1 < search.rounds;
}

/** @throws InputError if a search has come further than its number of rounds, which was lowered since */
export function assertEnoughRounds({ phase, round }: SearchState, { search }: Rounds): void {
  // In the last round nothing is learned and nothing proposed.
  const fewest = phase === 'learn' || phase === 'propose' ? round + 2 : round + 1;
  if (search.rounds >= fewest) return;
  throw new InputError(
    `setting 'search.rounds' is ${search.rounds}, but the search is in round ${round + 1} already: give at least ${fewest}`,
  );
}
