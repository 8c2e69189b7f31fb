import { type ParsedArchitecture, parseInAnySpace } from '../space/parse-architecture';
import { createSpace } from '../space/registry';
import type { ReportSettings } from './run-files';

/** Parses in the run's space, or detects the space from the text if the settings are lost. */
export function parseInRunSpace(text: string, { name, nodes }: ReportSettings['space']): ParsedArchitecture {
  if (name === undefined || nodes === undefined) return parseInAnySpace(text, name);
  const space = createSpace(name, { nodes });
  return { space, architecture: space.parse(text) };
}
