import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { InputError } from '../errors';
import { isSettingsTree, type SettingsTree } from './merge';

/** What a run's config.yaml holds beside its settings: not settings, so left out when it is given as a settings file. */
export const RECORD_KEY = 'recorded';

/**
 * Reads a YAML file of settings, grouped as in the schema; an empty file changes nothing. A run's config.yaml is one too.
 *
 * @throws InputError naming the file, and the line where it is no YAML or has a key twice
 */
export function readSettingsFile(file: string): SettingsTree {
  const tree = readYamlFile(file);
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== RECORD_KEY));
}

/** The file's whole mapping. @throws InputError as `readSettings` */
export function readYamlFile(file: string): SettingsTree {
  const document = parseDocument(readText(file), { schema: 'core', prettyErrors: true });
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line;
    const where = line === undefined ? file : `${file}, line ${line}`;
    const reason = error.code === 'DUPLICATE_KEY' ? 'a key stands there twice' : error.message.split('\n')[0];
    throw new InputError(`cannot read the settings in ${where}: ${reason.replace(/:$/, '')}`);
  }
  const tree: unknown = document.toJS() ?? {};
  if (!isSettingsTree(tree)) {
    throw new InputError(
      `${file} holds no settings: write groups such as 'controller:' with 'epochs: 100' below`,
    );
  }
  return tree;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`cannot read the settings in ${file} (${reason}): name a readable YAML file`);
  }
}
