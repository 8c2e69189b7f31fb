import type { SearchConfig } from '../../config/schema/search';
import type { Architecture, Space } from '../../space/space';

/** Maps an architecture to the controller's input tokens. */
export type Tokenizer = (architecture: Architecture) => number[];

/** Creates the tokenizer of the setting `controller.input`. */
export function createTokenizer(
  space: Space,
  { input }: Pick<SearchConfig['controller'], 'input'>,
): Tokenizer {
  return (architecture) =>
    space.toTokens(input === 'pruned' ? (space.prune?.(architecture) ?? architecture) : architecture);
}
