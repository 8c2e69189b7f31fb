import { createUnknownNameError, InputError } from '../errors';
import { findFile } from '../files/find';
import { readArchitectures } from '../space/architecture-file';
import { detectFileSpace } from '../space/detect-file-space';
import { isGenotype } from '../space/genotype';
import { type ParsedArchitecture, parseInAnySpace } from '../space/parse-architecture';
import { PUBLISHED_ARCHITECTURES } from '../space/published';
import { createSpace } from '../space/registry';
import { unwrapList } from '../space/text-form';
import { readBest } from './best';
import { isExport, readExportMetadata } from './export-metadata';
import { readRunTask, readSearchRun, readTrainingRun } from './folder';

/** An architecture given by a user, with its name if it has one. */
export interface ResolvedArchitecture extends ParsedArchitecture {
  readonly name?: string;
  /** True if the space follows from the number of integers alone. */
  readonly isSpaceAssumed?: boolean;
}

/**
 * Resolves the architectures that a user gives: the name of a published cell, the folder of a search (its best architecture), of a
 * training or of an exported model, a file with one architecture per line, or an architecture's text or genotype.
 *
 * @param spaceName space of the text, if its length does not determine it; anything else must be of this space, too
 * @returns at least one architecture
 * @throws InputError if it is none of these or of another space, or the text is invalid
 */
export function resolveArchitectures(given: string, spaceName?: string): ResolvedArchitecture[] {
  const resolved = resolveAll(given, spaceName);
  assertGivenSpace(given, resolved[0].space.name, spaceName);
  return resolved;
}

/** @throws InputError if the user gave another space than that of an architecture */
export function assertGivenSpace(given: string, space: string, spaceName: string | undefined): void {
  if (spaceName === undefined || spaceName === space) return;
  throw new InputError(`${given} is of space '${space}', not '${spaceName}': leave --space out`);
}

function resolveAll(given: string, spaceName: string | undefined): ResolvedArchitecture[] {
  const published = PUBLISHED_ARCHITECTURES.find(({ name }) => name.toLowerCase() === given.toLowerCase());
  if (published !== undefined) {
    return [{ ...parseInAnySpace(published.text, published.space), name: published.name }];
  }
  const found = findFile(given);
  if (found?.isDirectory()) return [resolveFolder(given)];
  if (found !== undefined) {
    const space = detectFileSpace(given, spaceName);
    const isSpaceAssumed = spaceName === undefined;
    return readArchitectures(given, space).map((architecture) => ({ space, architecture, isSpaceAssumed }));
  }
  if (!/^([\d\s,[\]()]+|\|.*)$/.test(given) && !isGenotype(given)) {
    const names = PUBLISHED_ARCHITECTURES.map(({ name }) => name);
    throw createUnknownNameError('file, run folder, architecture or published cell', given, names);
  }
  const isSpaceAssumed = spaceName === undefined && !given.startsWith('|') && !isGenotype(given);
  return [{ ...parseInAnySpace(unwrapList(given), spaceName), isSpaceAssumed }];
}

/** Resolves exactly one architecture. @throws InputError as `resolveArchitectures` does, and if a file has several */
export function resolveArchitecture(given: string, spaceName?: string): ResolvedArchitecture {
  const [first, ...others] = resolveArchitectures(given, spaceName);
  if (others.length === 0) return first;
  throw new InputError(
    `${given} has ${others.length + 1} architectures, but one is needed: give a file with one`,
  );
}

/** Resolves a folder to the exported or trained architecture, or to the best one of a search. */
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
