/**
 * Runs in `npm ci` and `npm install`: says in one sentence what to do on a machine that nao does not run on. With the field `os` of
 * package.json npm would only name the systems (EBADPLATFORM).
 */
import { assertSupportedPlatform, readPlatform } from './setup/platform.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { log } from './setup/log.mjs';

try {
  assertSupportedPlatform(readPlatform());
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 3;
}
