import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../src/errors';
import { assertParentExists } from '../../src/files/output-file';
import { temporaryFolder } from '../support/temp-folder';

const folder = temporaryFolder();

test('a file may be written to a folder that exists, the current one too', () => {
  expect(() => assertParentExists(path.join(folder(), 'new.csv'), '--csv')).not.toThrow();
  expect(() => assertParentExists('new.csv', '--csv')).not.toThrow();
});

test.each(['missing/new.csv', 'file/new.csv'])('the folder of %s is refused with what to do', (name) => {
  fs.writeFileSync(path.join(folder(), 'file'), '');
  const file = path.join(folder(), name);
  expect(() => assertParentExists(file, '--csv')).toThrow(
    new InputError(`the folder of ${file} does not exist: make it, or give another file with --csv`),
  );
});
