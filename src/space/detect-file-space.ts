import { InputError } from '../errors';
import { joinPairs, readArchitectureLines, withLineContext } from './architecture-file';
import {
  hasTextFormat,
  type ParsedArchitecture,
  parseInAnySpace,
  tryParseInAnySpace,
} from './parse-architecture';
import type { Space } from './space';
import { splitWords } from './text-form';

/**
 * Detects the space of the architectures in a file. Its lines are architectures, or normal and reduction cell in turn.
 *
 * @param spaceName the space, if known
 * @throws InputError naming file and line if the first architecture fits no space, or it is not clear what the lines are
 */
export function detectFileSpace(file: string, spaceName?: string): Space {
  const lines = readArchitectureLines(file);
  const [line] = lines;
  const integers = splitWords(line.text).length;
  const isWhole = hasTextFormat(integers, spaceName);
  const alone = tryParseInAnySpace(line.text, spaceName);
  if (alone !== undefined && isWhole) return alone.space;

  const [pair] = (hasTextFormat(2 * integers, spaceName) && joinPairs(lines, integers)) || [undefined];
  const joined = pair && tryParseInAnySpace(pair.text, spaceName);
  if (joined === undefined) {
    const parse = (text: string): ParsedArchitecture => parseInAnySpace(text, spaceName);
    return withLineContext(file, isWhole || alone !== undefined ? line : (pair ?? line), parse).space;
  }
  if (alone === undefined) return joined.space;
  const [cells, single] = [joined.space.name, alone.space.name];
  throw new InputError(
    `${file} has lines of ${integers} integers, each half of an architecture of ${cells} or one of ${single}: ` +
      `choose with --space ${cells} or --space ${single}`,
  );
}
