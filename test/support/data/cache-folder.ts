import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a temporary folder for the tests of a file, with a cache folder of its own, and removes it afterwards. */
export function useTempFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'nao-data-'));
  const before = process.env.NAO_CACHE_DIR;
  beforeAll(() => {
    process.env.NAO_CACHE_DIR = join(folder, 'cache');
  });
  afterAll(() => {
    if (before === undefined) delete process.env.NAO_CACHE_DIR;
    else process.env.NAO_CACHE_DIR = before;
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
