import { closest } from 'fastest-levenshtein';
import fs from 'node:fs';
import { InputError } from '../errors';
import { readArchitectureLines, readArchitectures, withLineContext } from '../space/architecture-file';
import { type ParsedArchitecture, parseInAnySpace } from '../space/parse-architecture';
import { PUBLISHED_ARCHITECTURES } from '../space/published';
import { createSpace } from '../space/registry';
import { isExport, readExportMetadata } from './export-metadata';
import { readBest, readRunTask, readSearchRun, readTrainingRun } from './folder';

/** An architecture that a user names, and what it is called if it has a name. */
export interface ResolvedArchitecture extends ParsedArchitecture {
  readonly name?: string;
}

/**
 * The architectures that a user means by a published cell's name, the folder of a search (its best), of a training or of an
 * exported model, a file with one a line or the text of one.
 *
 * @param spaceName the space that texts are of, where their length does not tell
 * @returns at least one
 * @throws InputError where it is none of these, or the text is wrong
 */
export function resolveArchitectures(what: string, spaceName?: string): ResolvedArchitecture[] {
  const published = PUBLISHED_ARCHITECTURES.find(({ name }) => name.toLowerCase() === what.toLowerCase());
  if (published !== undefined) {
    return [{ ...parseInAnySpace(published.text, published.space), name: published.name }];
  }
  const found = fs.statSync(what, { throwIfNoEntry: false });
  if (found?.isDirectory()) return [resolveFolder(what)];
  if (found !== undefined) {
    const [first] = readArchitectureLines(what);
    const { space } = withLineContext(what, first, (text) => parseInAnySpace(text, spaceName));
    return readArchitectures(what, space).map((architecture) => ({ space, architecture }));
  }
  if (!/^([\d\s]+|\|.*)$/.test(what)) throw createNotFoundError(what);
  return [parseInAnySpace(what, spaceName)];
}

/** The one architecture that is meant. @throws InputError as `givenArchitectures`, and where a file holds several */
export function resolveArchitecture(what: string, spaceName?: string): ResolvedArchitecture {
  const [first, ...others] = resolveArchitectures(what, spaceName);
  if (others.length === 0) return first;
  throw new InputError(
    `${what} holds ${others.length + 1} architectures, where one is needed: give a file with one`,
  );
}

/** What a folder stands for: what was exported, what was trained, or the best that a search has found. */
function resolveFolder(folder: string): ResolvedArchitecture {
  if (isExport(folder)) {
    const { architecture, space, name } = readExportMetadata(folder);
    return withName(parseInAnySpace(architecture, space), name);
  }
  if (readRunTask(folder) === 'train') {
    const { text, space, name } = readTrainingRun(folder).config.architecture;
    return withName(parseInAnySpace(text, space), name);
  }
  const { config } = readSearchRun(folder);
  const space = createSpace(config.space.name, config.space);
  return { space, architecture: space.parse(readBest(folder).architecture) };
}

function withName(parsed: ParsedArchitecture, name: string): ResolvedArchitecture {
  return name === '' ? parsed : { ...parsed, name };
}

function createNotFoundError(what: string): InputError {
  const names = PUBLISHED_ARCHITECTURES.map(({ name }) => name);
  return new InputError(
    `'${what}' is no file, no run folder and no architecture: give one of these, an architecture as integers in quotes, ` +
      `or a published cell's name (${names.join(', ')}); did you mean '${closest(what, names)}'?`,
  );
}
