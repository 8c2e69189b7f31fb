import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCacheFolder } from '../../src/data/cache-folder';
import { EnvironmentError } from '../../src/errors';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('makeCacheFolder names NAO_CACHE_DIR if the folder cannot be written', async () => {
  await makeCacheFolder(path.join(folder(), 'a/b'));
  expect(existsSync(path.join(folder(), 'a/b'))).toBe(true);
  writeFileSync(path.join(folder(), 'file'), '');
  for (const closed of [path.join(folder(), 'file/x'), '/proc/nao']) {
    const made = makeCacheFolder(closed);
    await expect(made).rejects.toThrow(EnvironmentError);
    await expect(made).rejects.toThrow(
      /^cannot write to the cache folder .*: set NAO_CACHE_DIR to a writable folder$/,
    );
  }
});
