import fs from 'node:fs';
import { closest } from 'fastest-levenshtein';
import { InputError } from '../errors';
import { readArchitectures } from '../space/file';
import { PUBLISHED } from '../space/published';
import { type Given, readText } from '../space/read-text';
import { spaceByName } from '../space/registry';
import { readBest, readRun } from './folder';

/** An architecture that a user names, and what it is called if it has a name. */
export interface GivenArchitecture extends Given {
  readonly name?: string;
}

/**
 * The architectures that a user means by a published cell's name, a run folder (its best), a file with one a line or the
 * text of one.
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
    const { space } = readText(firstLine(what), spaceName);
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

function bestOf(folder: string): GivenArchitecture {
  const { config } = readRun(folder);
  const space = spaceByName(config.space.name, config.space);
  return { space, architecture: space.parse(readBest(folder).architecture) };
}

function firstLine(file: string): string {
  const lines = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '').split(/\r\n|\n|\r/); // prettier-ignore
  return lines.map((line) => line.replace(/#.*/, '').trim()).find((line) => line !== '') ?? '';
}

function neither(what: string): InputError {
  const names = PUBLISHED.map(({ name }) => name);
  return new InputError(
    `'${what}' is no file, no run folder and no architecture: give one of these, an architecture as integers in quotes, ` +
      `or a published cell's name (${names.join(', ')}); did you mean '${closest(what, names)}'?`,
  );
}
