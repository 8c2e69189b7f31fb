import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { EnvironmentError, InputError } from '../errors';

/** Returns the user's home folder; undefined if neither HOME nor the system's list of users has one. */
export function findHome(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [() => environment.HOME ?? '', homedir, () => userInfo().homedir];
  for (const find of candidates) {
    const home = callOrEmpty(find);
    if (path.isAbsolute(home)) return home;
  }
  return undefined;
}

/** Node throws for a user id without a name, as containers have. */
function callOrEmpty(find: () => string): string {
  try {
    return find();
  } catch {
    return '';
  }
}

/**
 * Replaces `~` at the start of a path by the home folder. Shells do not in `--out=~/x`, and settings files have no shell.
 *
 * @throws InputError for `~name`, EnvironmentError if there is no home folder
 */
export function expandHome(file: string): string {
  if (!file.startsWith('~')) return file;
  const [tilde, ...rest] = file.split('/');
  if (tilde !== '~') {
    throw new InputError(
      `'${file}' begins with a tilde: write the whole path, or ./${file} for a name with a tilde`,
    );
  }
  const home = findHome();
  if (home === undefined) {
    throw new EnvironmentError(
      `'${file}' is in the home folder, but there is none: set HOME, or write the whole path`,
    );
  }
  return path.join(home, ...rest);
}
