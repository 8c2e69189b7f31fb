import fs from 'node:fs';
import { closest } from 'fastest-levenshtein';
import { InputError } from '../errors';
import { architectureLines, inLine, readArchitectures } from '../space/architecture-file';
import { PUBLISHED } from '../space/published';
import { type Given, readText } from '../space/parse-architecture';
import { spaceByName } from '../space/registry';
import { readBest, readRun, readTraining, runTask } from './folder';
import { isExport, readAnyCard } from './export-metadata';

/** An architecture that a user names, and what it is called if it has a name. */
export interface GivenArchitecture extends Given {
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
export function givenArchitectures(what: string, spaceName?: string): GivenArchitecture[] {
  const published = PUBLISHED.find(({ name }) => name.toLowerCase() === what.toLowerCase());
  if (published !== undefined) {
    return [{ ...readText(published.text, published.space), name: published.name }];
  }
  const found = fs.statSync(what, { throwIfNoEntry: false });
  if (found?.isDirectory()) return [bestOf(what)];
  if (found !== undefined) {
    const [first] = architectureLines(what);
    const { space } = inLine(what, first, (text) => readText(text, spaceName));
    return readArchitectures(what, space).map((architecture) => ({ space, architecture }));
  }
  if (!/^([\d\s]+|\|.*)$/.test(what)) throw neither(what);
  return [readText(what, spaceName)];
}

/** The one architecture that is meant. @throws InputError as `givenArchitectures`, and where a file holds several */
export function givenArchitecture(what: string, spaceName?: string): GivenArchitecture {
  const [first, ...others] = givenArchitectures(what, spaceName);
  if (others.length === 0) return first;
  throw new InputError(
    `${what} holds ${others.length + 1} architectures, where one is needed: give a file with one`,
  );
}

/** What a folder stands for: what was exported, what was trained, or the best that a search has found. */
function bestOf(folder: string): GivenArchitecture {
  if (isExport(folder)) {
    const { architecture, space, name } = readAnyCard(folder);
    return named(readText(architecture, space), name);
  }
  if (runTask(folder) === 'train') {
    const { text, space, name } = readTraining(folder).config.architecture;
    return named(readText(text, space), name);
  }
  const { config } = readRun(folder);
  const space = spaceByName(config.space.name, config.space);
  return { space, architecture: space.parse(readBest(folder).architecture) };
}

function named(given: Given, name: string): GivenArchitecture {
  return name === '' ? given : { ...given, name };
}

function neither(what: string): InputError {
  const names = PUBLISHED.map(({ name }) => name);
  return new InputError(
    `'${what}' is no file, no run folder and no architecture: give one of these, an architecture as integers in quotes, ` +
      `or a published cell's name (${names.join(', ')}); did you mean '${closest(what, names)}'?`,
  );
}
